/** For each mutant the seed that kills it: found once and kept in kills.json, so that a test run plays only that one. */
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { bundle, inThread } from './bundle.mjs';
import { MUTANTS } from './mutants.mjs';

const file = new URL('kills.json', import.meta.url);

/** Seeds by the mutant that they kill. @returns {Record<string, number>} */
export const kills = () => JSON.parse(readFileSync(file, 'utf8'));

/**
 * Looks for the first of so many seeds that kills each mutant, and is none that fails without it, beginning with the one that did
 * so far; writes kills.json. Gives how many live on.
 *
 * @param {string} folder For the bundles.
 * @param {number} seeds
 */
export async function findKills(folder, seeds) {
  /** @type {Record<string, number>} */
  const found = {};
  const known = kills();
  const plain = await bundle(folder);
  const waiting = [...MUTANTS];
  const look = async () => {
    for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
      const address = await bundle(folder, mutant);
      const first = known[mutant.name];
      const todo = Array.from({ length: seeds }, (_, seed) => seed);
      if (first !== undefined) todo.unshift(first);
      const { found: death } = await inThread(address, { todo, shrink: false });
      const said = `${mutant.name}: ${death ? `seed ${death.seed}: ${death.rule}: ${death.text.slice(0, 100)}` : 'LIVES'}`;
      console.log(said);
      if (!death) continue;
      const alone = await inThread(plain, { todo: [death.seed], shrink: false });
      if (alone.found) throw new Error(`seed ${death.seed} fails without a mutant: ${alone.found.text}`);
      found[mutant.name] = death.seed;
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, look));
  const sorted = MUTANTS.flatMap(({ name }) => (found[name] === undefined ? [] : [[name, found[name]]]));
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
  return MUTANTS.length - sorted.length;
}
