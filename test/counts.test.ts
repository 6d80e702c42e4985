import { describe, expect, test } from 'vitest';
import { countPlaywright, countVitest } from './counts.mjs';

function vitest(change: object = {}) {
  return {
    numPassedTests: 2,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [{ name: 'a.test.ts', status: 'passed', message: '', assertionResults: [{ status: 'passed' }] }],
    ...change,
  };
}

function playwright(stats: object, change: object = {}) {
  return { stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0, ...stats }, errors: [], suites: [], ...change };
}

describe('countVitest', () => {
  test('takes the numbers of the report', () => {
    expect(countVitest(vitest({ numFailedTests: 1, numPendingTests: 3, numTodoTests: 1 }), 1)).toMatchObject({
      passed: 2,
      failed: 1,
      skipped: 4,
    });
  });
  test('counts a file that could not be loaded', () => {
    const testResults = [
      { name: 'b.test.ts', status: 'failed', message: 'no such module\nat x', assertionResults: [] },
    ];
    const counts = countVitest(vitest({ testResults }), 1);
    expect(counts.failed).toBe(1);
    expect(counts.notes).toEqual(['could not run: b.test.ts: no such module']);
  });
  test('fails a run without a test, and a bad exit code without a failed test', () => {
    expect(countVitest(vitest({ numPassedTests: 0, testResults: [] }), 0).failed).toBe(1);
    expect(countVitest(vitest(), 1).failed).toBe(1);
    expect(countVitest(vitest(), 0).failed).toBe(0);
  });
});

describe('countPlaywright', () => {
  test('counts a flaky test as failed', () => {
    expect(countPlaywright(playwright({ expected: 3, flaky: 1 }), 0)).toMatchObject({ passed: 3, failed: 1 });
  });
  test('counts errors outside of tests, and runs without a test', () => {
    expect(countPlaywright(playwright({ expected: 1 }, { errors: [{ message: 'no such file' }] }), 1).failed).toBe(1);
    expect(countPlaywright(playwright({}), 1).failed).toBe(1);
    expect(countPlaywright(playwright({ skipped: 2 }), 0).failed).toBe(1);
  });
  test('gives the reason of a skipped test, however deep it lies', () => {
    const spec = {
      file: 'a.e2e.ts',
      title: 'writes a file',
      tests: [{ status: 'skipped', annotations: [{ type: 'skip', description: 'needs a screen' }] }],
    };
    const counts = countPlaywright(
      playwright({ expected: 1, skipped: 1 }, { suites: [{ suites: [{ specs: [spec] }] }] }),
      0,
    );
    expect(counts.notes).toEqual(['skipped: a.e2e.ts › writes a file: needs a screen']);
  });
});
