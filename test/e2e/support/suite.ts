import { JestAsymmetricMatchers, JestChaiExpect, JestExtend } from '@vitest/expect';
import * as chai from 'chai';

/** What a suite of the unit tests is made of, for a page: it is imported there in the place of vitest. */
type Work = () => unknown;

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

const befores: Work[] = [];
const afters: Work[] = [];
const tests: { name: string; work: Work }[] = [];

export const expect = chai.expect;
export const describe = (_name: string, body: () => void): void => body();
export const beforeEach = (work: Work): void => void befores.push(work);
export const afterEach = (work: Work): void => void afters.push(work);
export const it = (name: string, work: Work): void => void tests.push({ name, work });

/** Runs everything that was described; gives the names of what passed and what failed, with the reason. */
export async function runSuite(): Promise<{ passed: string[]; failed: string[] }> {
  const [passed, failed]: [string[], string[]] = [[], []];
  for (const { name, work } of tests) {
    try {
      for (const before of befores) await before();
      await work();
      for (const after of afters) await after();
      passed.push(name);
    } catch (error) {
      failed.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { passed, failed };
}
