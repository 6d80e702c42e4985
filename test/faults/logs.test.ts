import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { built, serverProcess, type ServerProcess } from '../support/process.ts';
import { noteRow, siteRow, visitRow } from '../support/rows.ts';
import { creation, mid, mutation, request, setOf, uid } from '../support/wire.ts';

const [site, lead, visit] = [uid(0x51), uid(0xe1), uid(0xf1)];
let server: ServerProcess;
beforeEach(({ skip }) => {
  skip(!built, 'there is no built server: `npm test` builds one first');
  server = serverProcess({ env: { LOG_LEVEL: 'debug' } });
});
afterEach(() => server.remove());

it('[F111] nothing that stood in a request is ever in what the process prints, whatever failed, at the most talkative level', async () => {
  await server.start();
  const boss = await server.first();
  // A mark of its own for each place, so that a find says which place leaks.
  const planted = new Map<string, string>();
  const canary = (place: string): string => {
    const mark = `KANAREK${planted.size}x${randomBytes(4).toString('hex')}`;
    planted.set(place, mark);
    return mark;
  };
  await server.sync(boss, {
    muts: [creation('site', site, site, { ...siteRow(), contact: canary('a field of an entity') })],
  });
  const expert = await server.account(boss, { id: lead, code: 'E-01', role: 'expert', sites: [site] });
  const muts = [
    creation('visit', site, visit, { ...visitRow(lead), aim: canary('a field of a visit') }),
    creation('note', site, uid(1), noteRow(visit, canary('a note'))),
    creation('note', site, uid(2), {
      ...noteRow(visit, canary('a refused note')),
      kind: canary('a refused value') as never,
    }),
    creation('note', uid(9), uid(3), noteRow(visit, canary('parked work'))),
    { ...mutation({ mid: mid('odd') }), odd: canary('a malformed edit') } as never,
    mutation({
      mid: mid('f'),
      scope: site,
      id: uid(1),
      type: 6,
      set: setOf({ [canary('the name of a field').toLowerCase()]: 1 }),
    }),
  ];
  expect((await server.sync(expert, { muts })).results).toHaveLength(muts.length);
  // The same ids from somebody else: this is logged.
  await server.sync(boss, { muts: [creation('note', site, uid(1), noteRow(visit, canary('a stolen id')))] });
  await server.sync(expert, {
    beat: {
      waiting: 0,
      refused: 0,
      drafts: 0,
      app: canary('the version of a phone').slice(0, 40),
      lost: 3,
      damaged: 2,
    },
  });

  const ask = (path: string, headers: Record<string, string> = {}) => server.get(path, headers);
  await ask(`/api/${canary('a path')}?q=${canary('a query')}`);
  await ask(`/${canary('a page')}`, { accept: 'text/html' });
  await ask(`/api/history/${canary('a scope')}/${canary('an id')}`, { cookie: expert });
  await ask('/api/device', { cookie: `sid=${canary('a token')}`, 'x-unlocked': canary('a proof') });
  for (const name of [
    'user-agent',
    'referer',
    'authorization',
    'x-forwarded-for',
    'origin',
    'x-odd',
    'accept-language',
  ]) {
    await ask('/api/device', { [name]: canary(`the header ${name}`), cookie: expert });
    await ask('/metrics', { [name]: canary(`the header ${name} of metrics`) });
  }
  await server.post('/api/join', '', { code: canary('a code'), device: canary('the name of a device') });
  await server.post('/api/join', '', { [canary('the name of a key')]: 1 });
  await server.post('/api/accounts', boss, {
    id: lead,
    code: canary('a code of an account'),
    role: canary('a role'),
    active: true,
    sites: [],
  });
  await server.post(`/api/accounts/${canary('an account')}/invitation`, boss, {});
  await server.post(`/api/devices/${canary('a device')}`, boss, { state: canary('a state') });
  await server.post('/api/parked', boss, { scope: canary('a scope of parked work'), mid: mid('x'), accept: true });
  await server.post('/api/lock', expert, { proof: canary('a proof of a lock') });
  await server.post('/api/recover', expert, { code: canary('a code of recovery'), turn: 1 });
  await server.post('/policy-report', '', {
    'csp-report': {
      'violated-directive': 'script-src',
      'script-sample': canary('a sample'),
      'document-uri': canary('an address'),
    },
  });
  await server.post('/api/import', boss, canary('a file that is none'));
  await server.post('/api/blobs/status', expert, { items: [{ scope: site, sha256: canary('a hash') }] });
  // An exception inside: nothing can be written.
  await server.tell({ queryOnly: true });
  const failed = await server.post(
    '/api/sync',
    expert,
    request({ muts: [creation('note', site, uid(7), noteRow(visit, canary('a note when the disk fails')))] }),
  );
  expect(failed.status).toBe(503);
  await server.post('/api/join', '', { code: canary('a code when the disk fails'), device: 'x' });
  await server.tell({ queryOnly: false });

  await expect.poll(() => server.output()).toContain('request failed');
  expect(server.output()).toMatch(/somebody else/);
  expect(planted.size).toBeGreaterThan(40);
  const cookies = [boss, expert].map((cookie) => cookie.split('=')[1] ?? '');
  const printed = server.output().toLowerCase();
  expect([...planted].filter(([, mark]) => printed.includes(mark.toLowerCase())).map(([place]) => place)).toEqual([]);
  for (const token of cookies) expect(printed).not.toContain(token.toLowerCase());
  await server.kill();
});
