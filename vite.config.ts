import { existsSync, readFileSync } from 'node:fs';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import icons from 'unplugin-icons/vite';
import { VitePWA } from 'vite-plugin-pwa';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { checkContent } from './src/ops/checkContent.ts';
import { pwa } from './src/ops/pwa.ts';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as { version: string };

const shared: ViteUserConfig = {
  define: { __VERSION__: JSON.stringify(version) },
  envDir: false,
};

/** Svelte's part: our own files always in runes mode, packages in the mode they were written for. */
function compiler(own: { runes: true; generate?: 'client' } = { runes: true }): ViteUserConfig['plugins'] {
  return [
    svelte({
      configFile: false,
      dynamicCompileOptions: ({ filename }) => (filename.includes('/node_modules/') ? undefined : own),
    }),
    icons({ compiler: 'svelte' }),
  ];
}

/** The phone's half: no inline script, style or image, so that a strict content security policy holds. */
const client: ViteUserConfig = {
  ...shared,
  plugins: [checkContent(), compiler(), VitePWA(pwa)],
  build: {
    outDir: 'dist/client',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Only asked for by the parts of jspdf that draw pages of HTML, which nothing here does.
    rolldownOptions: { external: ['html2canvas', 'canvg', 'dompurify'] },
  },
};

/** The server's half and the programs around it, all plain Node programs; installed packages stay outside the bundle. */
const server: ViteUserConfig = {
  ...shared,
  plugins: [checkContent()],
  publicDir: false,
  build: {
    ssr: true,
    outDir: 'dist/server',
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      input: {
        main: 'src/server/main.ts',
        backup: 'src/ops/backup.ts',
        restore: 'src/ops/restore.ts',
        auditVerify: 'src/ops/auditVerify.ts',
        retention: 'src/ops/retention.ts',
        ...(existsSync('src/ops/demo.ts') ? { demo: 'src/ops/demo.ts' } : {}),
      },
      output: { entryFileNames: '[name].js' },
    },
  },
};

/** Tests run in Node, yet with the browser's Svelte, so that runes react there as they do on the phone. */
const tests: ViteUserConfig = {
  ...shared,
  plugins: compiler({ runes: true, generate: 'client' }),
  ssr: { resolve: { conditions: ['browser', 'module', 'development|production'] } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          environment: 'node',
          server: { deps: { inline: [/\/node_modules\/svelte\//] } },
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/bench/**'],
          // A bound against hanging, not a measure: a busy machine must not decide what is right.
          testTimeout: 120_000,
        },
      },
    ],
  },
};

export default defineConfig(({ isSsrBuild }) => {
  if (process.env.VITEST) return tests;
  return isSsrBuild ? server : client;
});
