import { commit } from '#client/db/commit.ts';
import { read } from '#client/db/device.ts';
import { Clock, Day, dayAt } from '#domain/day.ts';
import type { Mutation } from '#sync/protocol.ts';
import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePair, must, type Pair } from '../support/pair.ts';
import { attendeeRow, enrolmentRow, noteRow, participantRow, visitRow } from '../support/rows.ts';
import { creation, mid, mutation, request, setOf, sync, uid } from '../support/wire.ts';

let pair: Pair;
beforeEach(async () => void (pair = await makePair()));
afterEach(() => pair.world.close());

const post = (raw: BodyInit, headers: Record<string, string> = {}) =>
  pair.world.request('/api/sync', { cookie: pair.a.cookie, raw, headers });

/** Sends a body as text, as an attacker would write it. */
const postText = (text: string) => post(text);

/** The stored value of a field of a record of the site, as another phone gets it. */
async function stored(type: number, id: string, field: string): Promise<unknown> {
  const { scopes } = await sync(pair.world, pair.b.cookie);
  return scopes[pair.site]?.rows.find((row) => row.type === type && row.id === id)?.f[field];
}

describe('text', () => {
  const notes = [
    ['Polish letters, composed', 'Zażółć gęślą jaźń'.normalize('NFC')],
    ['Polish letters, decomposed', 'Zażółć gęślą jaźń'.normalize('NFD')],
    ['a family joined by ZWJ', '👩‍👩‍👧 i 🏳️‍🌈'],
    ['right-to-left override', 'a\u202eb\u2066c\u2069'],
    ['a byte order mark inside and before', '\ufeffx\ufeff'],
    ['1,000 combining marks', `e${'\u0301'.repeat(1000)}`],
    ['every kind of end of line', 'a\r\nb\rc\nd\u2028e\u2029f\u0085'],
    ['private use, unassigned, noncharacters', '\ue000\u0378\ufffe\uffff'],
    ['quotes and signs of SQL and HTML', `'; drop table record; -- " <b>&amp;</b> %s \${x} \\`],
    ['empty', ''],
  ] as const;
  it.each(notes)('[F78] %s: from phone to phone letter by letter', async (_name, text) => {
    const { a, b, site, visit } = pair;
    const id = await must(a, (edit) => edit.create('note', site, noteRow(visit, text)));
    await a.sync();
    await b.sync();
    for (const phone of [a, b]) {
      const [note] = await read(phone.device, async (rows) => (await rows.all('note')).filter((one) => one.id === id));
      expect(note).toMatchObject({ text, sync: { state: 'confirmed' } });
    }
  });

  it('[F78] any text at all arrives as the phone kept it, and its receipt agrees', async () => {
    const { a, b, site, visit } = pair;
    const texts = fc.sample(fc.string({ unit: 'binary', maxLength: 200 }), { numRuns: 100, seed: 78 });
    for (const text of [...texts, 'a\0b', '\ud83d', '\ude00\ud83d']) {
      await must(a, (edit) => edit.create('note', site, noteRow(visit, text)));
    }
    const kept = () =>
      read(a.device, async (rows) => (await rows.all('note')).map(({ id, text }) => [id, text]).sort());
    const before = await kept();
    await a.sync();
    await b.sync();
    expect(await kept()).toEqual(before);
    expect(
      await read(b.device, async (rows) => (await rows.all('note')).map(({ id, text }) => [id, text]).sort()),
    ).toEqual(before);
    expect(before.every(([, text]) => text?.isWellFormed() && !text.includes('\0'))).toBe(true);
    expect(await a.device.store.read((tx) => tx.queue())).toEqual([]);
  });
});

describe('numbers', () => {
  const counts: [string, boolean][] = [
    ['1', true],
    ['500', true],
    ['1.0', true],
    ['1e2', true],
    ['0', false],
    ['-0', false],
    ['-1', false],
    ['501', false],
    ['1.5', false],
    ['1e400', false],
    ['-1e400', false],
    ['9007199254740993', false],
    ['1e308', false],
    ['""', false],
    ['"1"', false],
    ['null', false],
    ['true', false],
    ['[1]', false],
    ['{}', false],
  ];
  it.each(counts)('[F79] a count of %s: taken %s, otherwise refused with its field', async (literal, taken) => {
    const id = uid(0x79);
    const made = creation('attendee', pair.site, id, { ...attendeeRow(pair.visit), count: '#' }, 'n');
    const text = JSON.stringify(request({ muts: [made] })).replace('"v":"#"', `"v":${literal}`);
    const { results } = (await (await postText(text)).json()) as { results: object[] };
    if (taken) expect(results).toMatchObject([{ st: 'ok' }]);
    else expect(results).toMatchObject([{ st: 'refused', refusal: { code: 'invalid', path: 'count' } }]);
    expect(await stored(5, id, 'count')).toBe(taken ? Number(literal) : undefined);
  });

  it('[F79] a field that is not there is refused too', async () => {
    const made = creation('attendee', pair.site, uid(0x79), { ...attendeeRow(pair.visit), count: 1 }, 'n');
    delete made.set['count'];
    expect((await sync(pair.world, pair.a.cookie, { muts: [made] })).results).toMatchObject([
      { st: 'refused', refusal: { path: 'count' } },
    ]);
  });

  it.each([NaN, Infinity, -Infinity, 2 ** 53 + 2, 1.5, -0])(
    '[F79] the phone itself refuses a count of %s',
    async (count) => {
      const { a, site, visit } = pair;
      const done = await commit(a.device, (edit) => edit.create('attendee', site, { ...attendeeRow(visit), count }));
      expect(done).toEqual({ ok: false, error: { type: 'Invalid', path: 'count' } });
      expect(await a.device.store.read((tx) => tx.queue())).toEqual([]);
    },
  );

  it('[F79] hours keep their halves exactly', async () => {
    const { a, site } = pair;
    const participant = await must(a, (edit) => edit.create('participant', site, participantRow()));
    const hours = Object.fromEntries([0.5, 1.5, 2.5, 7.5, 100.5].map((n, i) => [`m${i + 1}`, n]));
    const id = await must(a, (edit) => edit.create('enrolment', site, { ...enrolmentRow(participant), hours }));
    await a.sync();
    for (const [key, value] of Object.entries(hours)) expect(await stored(10, id, `hours.${key}`)).toBe(value);
  });
});

describe('days and hours', () => {
  it.each([
    ['2028-02-29', true],
    ['2026-02-29', false],
    ['2026-02-30', false],
    ['2026-13-01', false],
    ['2026-00-10', false],
    ['0000-01-01', true],
    ['9999-12-31', true],
    ['10000-01-01', false],
    ['2026-1-1', false],
    ['2026-01-01T00:00', false],
    ['', false],
  ])('[F80] the day %s exists: %s', (day, exists) => {
    expect(Day.safeParse(day).success).toBe(exists);
  });

  it.each([
    ['00:00', true],
    ['23:59', true],
    ['24:00', false],
    ['12:60', false],
    ['9:00', false],
  ])('[F80] the hour %s exists: %s', (hour, exists) => {
    expect(Clock.safeParse(hour).success).toBe(exists);
  });

  it('[F80] the hour that spring takes away and the one autumn gives twice are kept as written; the day is Warsaw’s', async () => {
    const { a, site } = pair;
    const lead = a.device.me.account;
    for (const [n, [day, start, end]] of [
      ['2026-03-29', '02:30', '03:30'],
      ['2026-10-25', '02:30', '02:45'],
    ].entries()) {
      const row = {
        ...visitRow(lead, `V-PZS-01-${day!.replaceAll('-', '')}-${n + 1}`),
        day: day!,
        start: start!,
        end: end!,
      };
      const id = await must(a, (edit) => edit.create('visit', site, row));
      await a.sync();
      expect([await stored(4, id, 'day'), await stored(4, id, 'start'), await stored(4, id, 'end')]).toEqual([
        day,
        start,
        end,
      ]);
    }
    expect([dayAt(Date.parse('2026-03-28T22:59:59Z')), dayAt(Date.parse('2026-03-28T23:00:00Z'))]).toEqual([
      '2026-03-28',
      '2026-03-29',
    ]);
    expect([dayAt(Date.parse('2026-10-24T21:59:59Z')), dayAt(Date.parse('2026-10-24T22:00:00Z'))]).toEqual([
      '2026-10-24',
      '2026-10-25',
    ]);
  });

  it('[F80] a visit over midnight is refused in words on the phone and on the server, and nothing of it is stored', async () => {
    const { a, site } = pair;
    const row = { ...visitRow(a.device.me.account, 'V-PZS-01-20260116-9'), start: '23:30', end: '00:30' };
    expect(await commit(a.device, (edit) => edit.create('visit', site, row))).toEqual({
      ok: false,
      error: { type: 'VisitTimes' },
    });
    const { results } = await sync(pair.world, a.cookie, { muts: [creation('visit', site, uid(0x80), row, 'm')] });
    expect(results).toMatchObject([{ st: 'refused', refusal: { reason: 'VisitTimes' } }]);
  });
});

describe('JSON', () => {
  const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
  const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => [`k${i}`, 0])));
  const note = () => creation('note', pair.site, uid(0x81), noteRow(pair.visit), 'j');
  const withValue = (value: string) =>
    JSON.stringify(request({ muts: [{ ...note(), set: setOf({ ...noteRow(pair.visit), text: '#' }) }] })).replace(
      '"v":"#"',
      `"v":${value}`,
    );
  const bodies: [string, () => string][] = [
    ['10,000 brackets', () => deep],
    ['10,000 brackets in a value', () => withValue(deep)],
    ['60,000 keys', () => wide],
    ['60,000 keys in a value', () => withValue(wide)],
    ['__proto__ at the top', () => JSON.stringify(request()).replace('{', '{"__proto__":{"polluted":1},')],
    ['__proto__ in a mutation', () => withValue('{"__proto__":{"polluted":1}}')],
    ['a field named __proto__', () => JSON.stringify(request({ muts: [note()] })).replace('"text":', '"__proto__":')],
    [
      'a field named constructor',
      () => JSON.stringify(request({ muts: [note()] })).replace('"text":', '"constructor":'),
    ],
    [
      'half a surrogate as an escape in a key',
      () => JSON.stringify(request({ muts: [note()] })).replace('"text":', '"te\\ud800xt":'),
    ],
  ];
  it.each(bodies)('[F81] %s: refused, nothing stored, nothing polluted', async (_name, make) => {
    const text = make();
    await postText('{}');
    let [took, parse] = [Infinity, Infinity];
    let status = 0;
    let results: { st: string }[] = [];
    // The best of five: what counts is the work, not what else this machine does.
    for (let i = 0; i < 5; i++) {
      const from = performance.now();
      JSON.parse(text);
      parse = Math.min(parse, performance.now() - from);
      const sent = performance.now();
      const response = await postText(text);
      took = Math.min(took, performance.now() - sent);
      status = response.status;
      ({ results = [] } = (await response.json()) as { results?: { st: string }[] });
    }
    expect(status === 400 || (status === 200 && results.every(({ st }) => st === 'refused')), `${status}`).toBe(true);
    console.info(`${took.toFixed(1)} ms, of which reading the JSON ${parse.toFixed(1)} ms`);
    expect(({} as { polluted?: 1 }).polluted).toBeUndefined();
    expect(await stored(6, uid(0x81), 'text')).toBeUndefined();
  });

  it('[F81] of a key that stands twice one value counts, the last, everywhere', async () => {
    const text = JSON.stringify(request({ muts: [note()] })).replace(
      '"text":',
      '"text":{"v":"pierwsza","saw":null},"text":',
    );
    expect((await postText(text)).status).toBe(200);
    expect(await stored(6, uid(0x81), 'text')).toBe('Notatka');
  });
});

describe('fuzz', () => {
  /** How long bodies are made and sent. Unit: milliseconds. */
  const FOR = 4000;

  it(
    '[F84] mutated bodies for four seconds: no 5xx, no crash, and what was there stays',
    { timeout: 30_000 },
    async () => {
      const { a, site, visit } = pair;
      const good = (n: number): Mutation => creation('note', site, uid(0x8400 + n), noteRow(visit), `g${n}`);
      const seeds = [
        request({ muts: [good(1)] }),
        request({ cur: { [site]: { gen: 1, at: 2, head: 5 } }, epoch: 1 }),
        request({ muts: [mutation({ mid: mid('d'), scope: site, id: visit, type: 4, kind: 'del', saw: mid('x') })] }),
        request({ muts: [{ ...good(2), kind: 'resolve', drop: [{ field: 'text', mid: mid('y') }] }] }),
        request({ beat: { waiting: 1, refused: 0, drafts: 0, app: '0' } }),
      ].map((one) => JSON.stringify(one));
      const odd = [
        'null',
        '-1',
        '1e309',
        '""',
        '[]',
        '{}',
        'true',
        '"__proto__"',
        '"\\ud800"',
        '"\\u0000"',
        '9007199254740993',
        `"${'x'.repeat(5000)}"`,
      ];
      let seed = 84;
      const below = (n: number): number => {
        seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
        return seed % n;
      };
      const values = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|null/g;
      function mutated(text: string): string | Uint8Array<ArrayBuffer> {
        const at = below(text.length);
        switch (below(16)) {
          case 0:
            return text.slice(0, at);
          case 1:
            return text.slice(0, at) + String.fromCharCode(below(256)) + text.slice(at + 1);
          case 2:
            return text.slice(0, at) + text.slice(at + below(20));
          case 3: {
            const bytes = new TextEncoder().encode(text);
            bytes[at] = below(256);
            return bytes;
          }
          default: {
            const found = [...text.matchAll(values)];
            const hit = found[below(Math.max(1, found.length))];
            if (!hit) return text;
            return text.slice(0, hit.index) + odd[below(odd.length)]! + text.slice(hit.index + hit[0].length);
          }
        }
      }
      const until = performance.now() + FOR;
      const states = new Map<number, number>();
      let sent = 0;
      for (; performance.now() < until; sent++) {
        let text: string | Uint8Array<ArrayBuffer> = seeds[below(seeds.length)]!;
        for (let i = below(3); i >= 0; i--) text = typeof text === 'string' && text.length > 1 ? mutated(text) : text;
        const zipped = below(10) === 0;
        const packed = new Uint8Array(gzipSync(text));
        if (below(2) === 0) packed.fill(below(256), below(packed.length));
        const body = zipped ? packed : text;
        const response = await post(body as BodyInit, zipped ? { 'content-encoding': 'gzip' } : {});
        states.set(response.status, (states.get(response.status) ?? 0) + 1);
        expect(response.status, String(text)).toBeLessThan(500);
        const { app } = (await response.json()) as { app: string };
        expect(app).toBe('trzy-sfery');
      }
      console.log(
        `fuzz: ${sent} bodies in ${FOR / 1000} s, answered ${JSON.stringify(Object.fromEntries([...states].sort()))}`,
      );
      expect(sent).toBeGreaterThan(200);
      await a.sync();
      await pair.b.sync();
      const all = (phone: typeof a) => phone.device.store.read((tx) => tx.positions(site));
      expect(await all(a)).toEqual(await all(pair.b));
      expect(await a.device.store.read((tx) => tx.meta('repairs'))).toBeUndefined();
      expect(await read(pair.b.device, (rows) => rows.one('visit', visit))).not.toBeNull();
    },
  );
});
