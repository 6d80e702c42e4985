/**
 * Deliberate bugs of the protocol: each is one text of one source, replaced in the bundle that a thread then plays.
 *
 * Not among them: a server that does not answer a cursor ahead of its head with a snapshot (S12). The phone then finds the
 * digest wrong (C10), reads the scope again and sends its journal, so that nothing can be seen at the end; server/sync.test.ts
 * proves that rule by itself.
 *
 * @typedef {object} Mutant
 * @property {string} name
 * @property {string} file
 * @property {string} find Stands exactly once in the file, so that no mutant turns into nothing unseen.
 * @property {string} replace
 * @property {string} why
 */

const merge = 'src/sync/merge.ts';
const accept = 'src/server/accept.ts';
const route = 'src/server/routes/sync.ts';
const exchange = 'src/client/engine/exchange.ts';
const journal = 'src/client/engine/journal.ts';
const commit = 'src/client/db/commit.ts';
const drafts = 'src/client/db/drafts.ts';
const view = 'src/client/db/view.ts';

/** @type {readonly Mutant[]} */
export const MUTANTS = [
  {
    name: 'last-writer-wins',
    file: merge,
    find: 'if (current && current.mid !== saw && !same(before.f[field], v))',
    replace: 'if (false as boolean && current)',
    why: 'M3: the replaced value is thrown away',
  },
  {
    name: 'delete-unseen',
    file: merge,
    find: 'if (before.last === mutation.saw) after.del = true;',
    replace: 'if (before.last) after.del = true;',
    why: 'M5: a removal takes away what its author had not seen',
  },
  {
    name: 'edit-under-delete',
    file: merge,
    find: 'after.del = false;',
    replace: '',
    why: 'M6: an edit of a deleted record stays hidden under the deletion',
  },
  {
    name: 'settle-everything',
    file: merge,
    find: 'after.alt = after.alt.filter((alt) => !settled.some((drop) => drop.field === alt.field && drop.mid === alt.mid));',
    replace: 'if (settled.length > 0) after.alt = [];',
    why: 'M8: a choice about one field throws away versions of others',
  },
  {
    name: 'one-version-per-field',
    file: merge,
    find: 'other.field === lost.field && other.mid === lost.mid',
    replace: 'other.field === lost.field',
    why: 'M3: the second replaced value of a field is thrown away',
  },
  {
    name: 'create-undoes-patch',
    file: merge,
    find: 'if (completes && partial[field] === mutation.mid) continue;',
    replace: '',
    why: 'M7: the create that comes late takes back the patch that came early',
  },
  {
    name: 'newest-names-the-state',
    file: merge,
    find: 'const last = mutation.saw === before.last ? mutation.mid : together(before.last, mutation.mid);',
    replace: 'const last = mutation.mid;',
    why: 'M9: a delete sent again among mutations in another order takes away what nobody saw; found by the simulation',
  },
  {
    name: 'applied-twice',
    file: accept,
    find: 'if (earlier) {',
    replace: 'if (earlier?.refusal) {',
    why: 'S2: a mutation that comes again is applied again',
  },
  {
    name: 'refusal-forgotten',
    file: accept,
    find: '      return earlier.refusal\n        ?',
    replace: '      return (earlier.refusal as unknown) === 0\n        ?',
    why: 'S2: asked again, a refused mutation is answered «dup»',
  },
  {
    name: 'no-grant-needed',
    file: accept,
    find: "if (asker.revoked || (!asker.granted && !founding)) return { code: 'parked' };",
    replace: "if (asker.revoked) return { code: 'parked' };",
    why: 'S3: whoever knows a scope may write to it',
  },
  {
    name: 'refused-not-kept',
    file: accept,
    find: 'writes.refused.push({ mutation, refusal: judged });',
    replace: '',
    why: 'S5: the server throws away what it refuses',
  },
  {
    name: 'gone-comes-back',
    file: accept,
    find: "if (known.gone.has(mutation.id)) return { code: 'gone' };",
    replace: '',
    why: 'S14: a forgotten record comes back by a late edit',
  },
  {
    name: 'one-place-for-all',
    file: accept,
    find: 'after.seq = ++writes.seq;',
    replace: 'writes.seq = (known.seq ?? 0) + 1;\n    after.seq = writes.seq;',
    why: 'S1: all edits of a request get the same place',
  },
  {
    name: 'any-epoch',
    file: route,
    find: 'const same = request.epoch === null || request.epoch === epoch;',
    replace: 'const same = epoch > 0;',
    why: 'S8: a request of before a restore is applied after it',
  },
  {
    name: 'reads-everything',
    file: route,
    find: "may(account.role, { act: 'read' }, table.rights)",
    replace: 'Boolean(table.rights)',
    why: 'S10: tables that the role may not read are sent',
  },
  {
    name: 'cursor-outlives-grant',
    file: route,
    find: 'let from = cursor?.gen === gen ? cursor.at : 0;',
    replace: 'let from = cursor ? cursor.at : 0;',
    why: 'S12: a new grant is answered from where the old one stood',
  },
  {
    name: 'forgetting-restarts-snapshot',
    file: route,
    find: '&& (cursor?.head ?? 0) < read.gc',
    replace: '',
    why: 'S14: a snapshot that is being paged begins again with each thing that the server forgets, and never ends',
  },
  {
    name: 'pages-end-early',
    file: route,
    find: 'scopes[scope] = { gen, from, reset: from === 0, ...page, count: digest.count, digest: digest.xor };',
    replace:
      'scopes[scope] = { gen, from, reset: from === 0, ...page, more: false, to: page.head, count: digest.count, digest: digest.xor };',
    why: 'S11: a page that was cut says that nothing follows',
  },
  {
    name: 'others-kept-back',
    file: route,
    find: 'return { scopes, more: true };',
    replace: 'return { scopes, more: false };',
    why: 'S11: scopes that did not fit are never asked for',
  },
  {
    name: 'short-journal-unsaid',
    file: journal,
    find: "if (scopes.length > 0) await tx.putMeta('short'",
    replace: "if (scopes.length < 0) await tx.putMeta('short'",
    why: 'P6: a phone that could not give everything back to a restored server says nothing',
  },
  {
    name: 'newest-first',
    file: exchange,
    find: 'unsent.slice(0, batch)',
    replace: 'unsent.slice(-batch)',
    why: 'C2: a younger edit is sent before an older one',
  },
  {
    name: 'declined-leaves',
    file: exchange,
    find: "await tx.putQueued({ ...entry, refused: { code: 'parked', reason: 'ParkedDeclined' } });",
    replace: 'await tx.dropQueued([entry.n]);',
    why: 'C15: declined work leaves the phone without a word',
  },
  {
    name: 'parked-lost-with-the-server',
    file: exchange,
    find: "found.fate === 'unknown'",
    replace: "found.fate === ('never' as string)",
    why: 'C15: parked work that a restored server does not know is forgotten',
  },
  {
    name: 'journal-not-sent',
    file: exchange,
    find: '  await unjournal(tx, await tx.journal());\n',
    replace: '',
    why: 'P3: after a restore only the outbox is sent again',
  },
  {
    name: 'sent-stays-sent',
    file: exchange,
    find: 'if (entry.sent > 0) await tx.putQueued({ ...entry, sent: 0, was: { epoch: mine, seq: entry.sent } });',
    replace: 'if (entry.sent > 0) await tx.putQueued({ ...entry, was: { epoch: mine, seq: entry.sent } });',
    why: 'C9: what was acknowledged before a restore is not sent again',
  },
  {
    name: 'old-epoch-heard',
    file: exchange,
    find: 'if (mine !== null && answer.epoch < mine)',
    replace: 'if (mine !== null && answer.epoch < 0)',
    why: 'C9: a late answer of before a restore is applied',
  },
  {
    name: 'cursors-go-on',
    file: exchange,
    find: 'for (const cursor of await tx.cursors()) await tx.putCursor({ ...cursor, at: 0, more: true, seen: [] });',
    replace: '',
    why: 'C9: after a restore the phone reads on from its old place',
  },
  {
    name: 'journal-not-kept',
    file: exchange,
    find: 'await tx.keep(settled.map(',
    replace: 'settled.push(...[].map(',
    why: 'P3: confirmed edits are forgotten',
  },
  {
    name: 'leaves-with-unsent',
    file: exchange,
    find: '  if (queue.some((entry) => entry.sent === 0 && !entry.refused)) {\n    await tx.putCursor({ ...cursor, lost: true });\n    return;\n  }\n',
    replace: '  await tx.dropQueued(queue.map((entry) => entry.n));\n',
    why: 'C8: with the scope its unsent edits go',
  },
  {
    name: 'refused-dropped',
    file: exchange,
    find: "await tx.putQueued({ ...entry, refused: outcome.refusal ?? { code: 'server-bug' } });",
    replace: 'await tx.dropQueued([entry.n]);',
    why: 'C6: a refused edit leaves the phone without a word',
  },
  {
    name: 'receipt-not-read',
    file: exchange,
    find: '} else if (outcome.receipt !== receiptOf(entry.mutation)) {',
    replace: '} else if (outcome.receipt === receiptOf({ ...entry.mutation, id: outcome.mid })) {',
    why: 'P1: an edit that was altered on the way is called sent',
  },
  {
    name: 'any-answer-counts',
    file: exchange,
    find: "if ((await tx.meta('rid')) !== answer.rid) return",
    replace: "if ((await tx.meta('rid')) === '') return",
    why: 'C4: pages of an answer to an older request are applied',
  },
  {
    name: 'overtaken-asks-at-once',
    file: exchange,
    find: 'more: await unsent(tx), overtaken: true',
    replace: 'more: true',
    why: 'E1: two tabs overtake each other for ever; found by the simulation',
  },
  {
    name: 'snapshot-keeps-ghosts',
    file: exchange,
    find: 'await tx.dropRecords((await tx.ids(scope)).filter((id) => !kept.has(id)));',
    replace: 'kept.clear();',
    why: 'C7: rows that are not in the snapshot stay',
  },
  {
    name: 'snapshot-of-last-page',
    file: exchange,
    find: 'next.seen = [...seen, ...page.rows.map((row) => row.id)];',
    replace: 'next.seen = page.rows.map((row) => row.id);',
    why: 'C7: only the last page of a snapshot counts',
  },
  {
    name: 'digest-not-read',
    file: exchange,
    find: 'if (digest.count !== page.count || digest.xor !== page.digest) {',
    replace: 'if (digest.count < 0) {',
    why: 'C10: damage is never noticed',
  },
  {
    name: 'no-question-asked',
    file: exchange,
    find: "if (!seen && cursor.removal !== 'agreed' && (await removesTooMuch(tx, page, scope))) {",
    replace: 'if (!seen && cursor.at < 0 && (await removesTooMuch(tx, page, scope))) {',
    why: 'C12: a page empties the phone without asking',
  },
  {
    name: 'tombstones-stay',
    file: exchange,
    find: 'if (page.gc > (cursor.gc ?? 0)) await forget(tx, page.gc, scope);',
    replace: '',
    why: 'S14: phones remember deletions that the server forgot; found by the simulation',
  },
  {
    name: 'silent-restore-unseen',
    file: exchange,
    find: '        back.add(scope);\n',
    replace: '',
    why: 'C13: own new edits hide that the server lost days; found by the simulation',
  },
  {
    name: 'journal-stays-on-reset',
    file: exchange,
    find: 'if (page.reset && cursor.at > page.head) await refill(tx, scope, epoch, page.head);',
    replace: '',
    why: 'C13: a server behind our cursor is believed',
  },
  {
    name: 'waits-for-a-page',
    file: exchange,
    find: 'else if (!cursor.more && !answer.more) await confirm(tx, scope, cursor.at, answer.epoch, now);',
    replace: '',
    why: 'C5: an edit sent again is confirmed only by the next change; found by the simulation',
  },
  {
    name: 'sent-leaves-screen',
    file: view,
    find: 'if (!included && !left) rec =',
    replace: 'if (!included && !left && sent === 0) rec =',
    why: 'C5: a sent edit leaves the screen before the base includes it',
  },
  {
    name: 'saw-what-lies-under',
    file: commit,
    find: 'clean: overlay(base, queue, me.account, true),',
    replace: 'clean: overlay(base, [], me.account, true),',
    why: 'M2: an edit of an own waiting value says that it saw the confirmed one',
  },
  {
    name: 'resend-newest-only',
    file: commit,
    find: '...refused.map(({ mutation }) => valuesOf(mutation))',
    replace: '...refused.slice(-1).map(({ mutation }) => valuesOf(mutation))',
    why: 'C6: of several refused edits only the last is sent again',
  },
  {
    name: 'delete-on-own-edit',
    file: commit,
    find: 'const saw = base ? base.last : clean.last;',
    replace: 'const saw = clean.last;',
    why: 'M5: a removal that saw only the own waiting edit takes away what that landed on; found by the simulation',
  },
  {
    name: 'draft-forgets-what-it-saw',
    file: drafts,
    find: 'const done = await edit.set(place.table, place.id, patch, { [place.field]: draft.saw });',
    replace: 'const done = await edit.set(place.table, place.id, patch);',
    why: 'M2: a text typed for an hour overwrites what came meanwhile',
  },
  {
    name: 'draft-dropped-first',
    file: drafts,
    find: '    if (!done.ok) return err(done.error);\n    await edit.tx.dropDraft(key);',
    replace: '    await edit.tx.dropDraft(key);\n    if (!done.ok) return ok(null);',
    why: 'C1: a text that cannot be kept yet is thrown away',
  },
];
