import { expect, test } from '@playwright/test';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import type { BlocksPage } from './support/blocksPage.ts';

declare const window: { page: BlocksPage };

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
let folder: string;
let server: Server;
let origin: string;

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trzy-sfery-blocks-'));
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { vitest: here('support/suite.ts') } },
    define: { __VERSION__: '"test"', 'process.env.NODE_ENV': '"production"' },
    build: { outDir: folder, lib: { entry: here('support/blocksPage.ts'), formats: ['es'], fileName: 'page' } },
  });
  server = createServer((request, response) => {
    const script = request.url === '/page.js';
    response.writeHead(200, { 'content-type': script ? 'text/javascript' : 'text/html' });
    response.end(script ? readFileSync(join(folder, 'page.js')) : '<script type="module" src="/page.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;
});
test.afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

test('[C1] the store keeps its whole contract in the browser, sealed under a key', async ({ page }) => {
  await page.goto(origin);
  await page.waitForFunction(() => 'page' in window);
  const { passed, failed } = await page.evaluate(() => window.page.contract());
  expect(failed).toEqual([]);
  expect(passed.length).toBeGreaterThan(15);
});

test('[C1] whatever a live query asks one after another, its transaction stays open in the browser', async ({
  page,
}) => {
  await page.goto(origin);
  await page.waitForFunction(() => 'page' in window);
  expect(await page.evaluate(() => window.page.liveSequences())).toEqual([]);
});
