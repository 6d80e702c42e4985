import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

/** Things that cost a person's safety or data when they slip in: errors everywhere. */
const strict = {
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
  '@typescript-eslint/require-await': 'off',
  // `Known | string` keeps an editor's suggestions for an open set.
  '@typescript-eslint/no-redundant-type-constituents': 'off',
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
  // Objects here are made of closures and never use `this`.
  '@typescript-eslint/unbound-method': 'off',
  'no-eval': 'error',
  eqeqeq: ['error', 'always', { null: 'ignore' }],
};

export default defineConfig(
  { ignores: ['dist/**', 'data/**', 'coverage/**', 'node_modules/**', 'test/locks/**', 'public/**'] },
  js.configs.recommended,
  ts.configs.recommendedTypeChecked,
  svelte.configs.recommended,
  {
    languageOptions: {
      globals: { ...globals.browser, ...globals.node, __VERSION__: 'readonly' },
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: strict,
  },
  {
    // TypeScript itself reports unknown names, and knows types and globals that ESLint does not.
    files: ['**/*.ts', '**/*.svelte'],
    rules: { 'no-undef': 'off' },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
    rules: {
      'svelte/no-at-html-tags': 'error',
      // The rule is about SvelteKit's resolve(); the router here is another.
      'svelte/no-navigation-without-resolve': 'off',
    },
  },
  {
    // What is imported from a .svelte file has no type for ESLint; svelte-check is the judge of it.
    files: ['**/*.svelte', 'src/client/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  { files: ['src/client/**'], rules: { 'no-console': 'error' } },
  {
    files: ['src/client/features/**', 'src/client/pages/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.name='$effect']",
          message: 'Derive instead of synchronising: $effect lives only in client/live and client/ui.',
        },
      ],
    },
  },
  {
    // Tests look into parsed JSON and invented bad input, which has no type by its nature.
    files: ['test/**'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  { files: ['**/*.js'], extends: [ts.configs.disableTypeChecked] },
);
