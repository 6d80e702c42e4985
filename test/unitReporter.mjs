/** A Vitest reporter that says why a unit test was skipped: the others leave the reason out when the file passes. */
export default class SkipReasons {
  /** @param {readonly import('vitest/node').TestModule[]} modules */
  onTestRunEnd(modules) {
    for (const module of modules) {
      for (const test of module.children.allTests('skipped')) {
        const result = test.result();
        const reason = (result.state === 'skipped' && result.note) || 'no reason given';
        console.log(`skipped: ${module.relativeModuleId} › ${test.fullName}: ${reason}`);
      }
    }
  }
}
