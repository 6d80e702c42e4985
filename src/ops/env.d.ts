/** Version of the app, from package.json; set by the build and by the test runner. Form: semver. */
declare const __VERSION__: string;
