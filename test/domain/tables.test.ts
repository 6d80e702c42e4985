import { tableOf, tables, type Registry } from '#domain/tables.ts';
import { expect, it } from 'vitest';

const all = Object.entries(tables as Registry);

it('[C11] type codes are one byte, unique and never reused', () => {
  expect(Object.fromEntries(all.map(([name, { code }]) => [name, code]))).toEqual({
    project: 1,
    person: 2,
    site: 3,
    visit: 4,
    attendee: 5,
    note: 6,
    action: 7,
    run: 8,
    participant: 9,
    enrolment: 10,
    photo: 11,
    remark: 14,
    review: 15,
    correction: 16,
    confirmation: 20,
    evidence: 21,
    rollCall: 22,
    template: 24,
    expertTraining: 23,
  });
});

it('[C11] a code from the future is known to nobody', () => {
  expect(tableOf(tables, 4)?.name).toBe('visit');
  expect(tableOf(tables, 99)).toBeUndefined();
});

it('[S4] every map is a field of its row, every parent a table with that field, one table founds', () => {
  for (const [name, table] of all) {
    for (const map of table.maps) expect(table.row.shape, name).toHaveProperty(map);
    if (table.within) {
      expect(tables, name).toHaveProperty(table.within.table);
      expect(table.row.shape, name).toHaveProperty(table.within.field);
    }
  }
  expect(all.filter(([, table]) => table.founds).map(([name]) => name)).toEqual(['site']);
});

it('[C11] every row keeps fields that a newer app wrote', () => {
  for (const [name, table] of all) {
    const parsed = table.row.safeParse({ fromTheFuture: 1 });
    const unknown = parsed.error?.issues.some((issue) => issue.code === 'unrecognized_keys');
    expect(unknown, name).toBeFalsy();
  }
});
