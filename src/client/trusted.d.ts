/** Trusted Types, where the browser has them. Source: W3C Trusted Types; only the part that is used. */
// eslint-disable-next-line no-var -- only `var` makes a name of globalThis
declare var trustedTypes:
  | {
      createPolicy(
        name: string,
        rules: { createScriptURL(url: string): string },
      ): { createScriptURL(url: string): string };
    }
  | undefined;
