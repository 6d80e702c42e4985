import { SCHEMA, tables } from '#domain/tables.ts';
import * as protocol from '#sync/protocol.ts';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';

/** A schema pinned to the version number that has to be raised when it changes. */
interface Lock {
  version: number;
  schemas: Record<string, unknown>;
}

interface Pinned {
  file: string;
  /** Where the number stands. */
  number: string;
  now: Lock;
}

const schemaOf = (schema: z.ZodMiniType): unknown =>
  JSON.parse(JSON.stringify(z.toJSONSchema(schema, { unrepresentable: 'any' })));

const wire = Object.entries<unknown>(protocol).flatMap(([name, value]) =>
  typeof value === 'object' && value !== null && '_zod' in value ? [[name, value as z.ZodMiniType] as const] : [],
);
const pinned: Pinned[] = [
  {
    file: 'wire.json',
    number: 'PROTOCOL in src/sync/protocol.ts',
    now: {
      version: protocol.PROTOCOL,
      schemas: Object.fromEntries(wire.map(([name, schema]) => [name, schemaOf(schema)])),
    },
  },
  {
    file: 'rows.json',
    number: 'SCHEMA in src/domain/tables.ts',
    now: {
      version: SCHEMA,
      schemas: Object.fromEntries(
        Object.entries(tables).map(([name, { code, maps, row }]) => [name, { code, maps, row: schemaOf(row) }]),
      ),
    },
  },
];
const renew = 'renew the lock with: UPDATE_LOCKS=1 npx vitest run test/locks.test.ts';

/** What is wrong with the lock, in words for whoever changed the schema; null when it holds. */
function fault(locked: Lock | null, { file, number, now }: Pinned): string | null {
  if (!locked) return `test/locks/${file} is missing: ${renew}`;
  const names = [...new Set([...Object.keys(locked.schemas), ...Object.keys(now.schemas)])];
  const changed = names.filter((name) => JSON.stringify(locked.schemas[name]) !== JSON.stringify(now.schemas[name]));
  if (now.version < locked.version) return `${number} went back from ${locked.version} to ${now.version}`;
  if (now.version > locked.version) return `${number} was raised to ${now.version}: ${renew}`;
  if (changed.length === 0) return null;
  return `the schema of ${changed.join(', ')} changed but ${number} is still ${now.version}: raise it, then ${renew}`;
}

describe.each(pinned)('$file', (lock) => {
  const path = fileURLToPath(new URL(`locks/${lock.file}`, import.meta.url));

  it(`holds: its schemas change only together with ${lock.number}`, () => {
    const locked = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Lock) : null;
    if (process.env.UPDATE_LOCKS === '1') {
      writeFileSync(path, `${JSON.stringify(lock.now, null, 1)}\n`);
      return;
    }
    expect(fault(locked, lock)).toBeNull();
  });

  it('pins something', () => {
    expect(Object.keys(lock.now.schemas).length).toBeGreaterThan(5);
  });
});

describe('the lock says what to do', () => {
  const [first] = pinned as [Pinned];
  const locked = first.now;
  const other = { ...first, now: { ...locked, schemas: { ...locked.schemas, Mutation: {} } } };

  it('a change without a new number', () => {
    expect(fault(locked, other)).toBe(
      `the schema of Mutation changed but PROTOCOL in src/sync/protocol.ts is still ${locked.version}: raise it, then ${renew}`,
    );
  });
  it('a new number without a new lock', () => {
    const raised = { ...other, now: { ...other.now, version: locked.version + 1 } };
    expect(fault(locked, raised)).toBe(
      `PROTOCOL in src/sync/protocol.ts was raised to ${locked.version + 1}: ${renew}`,
    );
  });
  it('a message or table that came or went', () => {
    const { Mutation: _, ...schemas } = locked.schemas;
    expect(fault({ ...locked, schemas }, first)).toContain('the schema of Mutation changed');
  });
  it('a number that went back', () => {
    expect(fault({ ...locked, version: locked.version + 1 }, first)).toContain('went back');
  });
  it('no change', () => expect(fault(locked, first)).toBeNull());
});
