import { defineConfig } from '@playwright/test';
import { findChromium } from '../chromium.mjs';

const executablePath = findChromium();

/** Where the machine-readable report goes; the test runner counts from it. */
const report = process.env.E2E_REPORT;

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.e2e.ts',
  outputDir: '../../dist/e2e',
  workers: 2,
  retries: 0,
  timeout: 120_000,
  // A bound against hanging, not a measure: two tests share the machine.
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ...(report ? [['json', { outputFile: report }] as const] : [])],
  use: {
    browserName: 'chromium',
    headless: true,
    locale: 'pl-PL',
    timezoneId: 'Europe/Warsaw',
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
