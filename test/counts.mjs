/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string[]} notes One line for each thing a reader has to know: a run that broke, a skipped test and its reason.
 */

/**
 * What a Vitest JSON report says. A file that could not be loaded, and a run that failed though no test did, count as
 * one failure each; so does a run without a single test.
 *
 * @param {any} report
 * @param {number} exitCode
 * @returns {Counts}
 */
export function countVitest(report, exitCode) {
  const { numPassedTests: passed, numFailedTests, numPendingTests, numTodoTests, testResults } = report;
  const broken = testResults.filter(
    (/** @type {any} */ file) =>
      file.status === 'failed' && !file.assertionResults.some((/** @type {any} */ test) => test.status === 'failed'),
  );
  const notes = broken.map((/** @type {any} */ file) => `could not run: ${file.name}: ${firstLine(file.message)}`);
  return settle(
    { passed, failed: numFailedTests + broken.length, skipped: numPendingTests + numTodoTests, notes },
    exitCode,
  );
}

/**
 * What a Playwright JSON report says. A flaky test counts as failed, an error outside of tests as one failure.
 *
 * @param {any} report
 * @param {number} exitCode
 * @returns {Counts}
 */
export function countPlaywright(report, exitCode) {
  const { expected, unexpected, flaky, skipped } = report.stats;
  const errors = report.errors.map((/** @type {any} */ error) => `could not run: ${firstLine(error.message)}`);
  const notes = [...errors, ...skippedSpecs(report.suites)];
  return settle({ passed: expected, failed: unexpected + flaky + errors.length, skipped, notes }, exitCode);
}

/**
 * @param {any[]} suites
 * @returns {string[]}
 */
function skippedSpecs(suites = []) {
  return suites.flatMap((suite) => [
    ...(suite.specs ?? []).flatMap((/** @type {any} */ spec) =>
      spec.tests
        .filter((/** @type {any} */ test) => test.status === 'skipped')
        .map((/** @type {any} */ test) => {
          const reason = test.annotations.find((/** @type {any} */ note) => note.type === 'skip')?.description;
          return `skipped: ${spec.file} › ${spec.title}: ${reason || 'no reason given'}`;
        }),
    ),
    ...skippedSpecs(suite.suites),
  ]);
}

/**
 * @param {Counts} counts
 * @param {number} exitCode
 * @returns {Counts}
 */
function settle(counts, exitCode) {
  if (counts.passed + counts.failed === 0) return { ...counts, failed: 1, notes: [...counts.notes, 'no test ran'] };
  if (exitCode !== 0 && counts.failed === 0) {
    return {
      ...counts,
      failed: 1,
      notes: [...counts.notes, `the run ended with exit code ${exitCode}, though no test failed`],
    };
  }
  return counts;
}

/** @param {string | undefined} message */
function firstLine(message) {
  return message?.split('\n')[0] ?? '';
}
