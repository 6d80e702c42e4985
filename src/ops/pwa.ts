import type { VitePWAOptions } from 'vite-plugin-pwa';

/** How the app installs and what its service worker keeps: everything needed to open with no network at all. */
export const pwa: Partial<VitePWAOptions> = {
  strategies: 'injectManifest',
  srcDir: 'src/client/pwa',
  filename: 'sw.ts',
  registerType: 'prompt',
  injectRegister: false,
  injectManifest: {
    rollupFormat: 'iife',
    globPatterns: ['**/*.{js,css,html,svg,png,json,woff2,ttf,wasm}'],
    maximumFileSizeToCacheInBytes: 4 * 1024 * 1024,
  },
  integration: {
    configureCustomSWViteBuild(build) {
      build.logLevel = 'warn';
    },
  },
  manifest: {
    id: '/',
    name: 'Trzy Sfery',
    short_name: 'Trzy Sfery',
    lang: 'pl',
    dir: 'ltr',
    start_url: '/',
    scope: '/',
    display: 'standalone',
    theme_color: '#0b6250',
    background_color: '#f7f7f3',
    icons: [
      { src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png' },
      { src: '/icons/icon-512.png', sizes: '512x512', type: 'image/png' },
      { src: '/icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
      { src: '/icons/icon.svg', sizes: 'any', type: 'image/svg+xml' },
    ],
    shortcuts: [
      { name: 'Nowa wizyta', url: '/visits/new' },
      { name: 'Synchronizuj teraz', url: '/sync' },
    ],
  },
};
