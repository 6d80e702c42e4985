import {
  confirmationState,
  guardConfirmation,
  longestUntil,
  obstacles,
  type Confirmation,
} from '#domain/confirmation.ts';
import type { Change } from '#domain/tables.ts';
import { describe, expect, test } from 'vitest';

const DAY = '2026-01-16';
const register = { registerNumber: 'WPS-1/2024', registerValidTo: '2026-12-31' };
const issued: Confirmation = {
  runId: '00000000-0000-4000-8000-000000000001',
  templateId: 'sphere-3',
  templateVersion: '1.0.0',
  service: 'Usługi opiekuńcze',
  place: 'gmina Modliborzyce',
  score: 0.8,
  threshold: 0.8,
  ...register,
  issuedOn: DAY,
  validTo: '2026-12-31',
  confirmers: ['opiekun testowania', 'kierownik CIS'],
  withdrawnOn: null,
  withdrawnReason: '',
};
const change = (before: Confirmation | null, patch: Partial<Confirmation>): Change => ({
  actor: { account: 'a', role: 'expert' },
  before,
  after: { ...issued, ...patch },
  fields: Object.keys(before ? patch : { ...issued, ...patch }),
  within: null,
});
const verdict = (before: Confirmation | null, patch: Partial<Confirmation>) => {
  const done = guardConfirmation(change(before, patch));
  return done.ok ? 'ok' : done.error.type;
};
const full = { score: 0.8, criticalGaps: [], rated: 31, total: 31 };
const types = (...args: Parameters<typeof obstacles>) => obstacles(...args).map(({ type }) => type);

describe('[C3][R16] what stands in the way of a confirmation', () => {
  test('nothing at exactly the threshold, without a critical gap, on the last day of the entry', () => {
    expect(types(full, register, 0.8, '2026-12-31')).toEqual([]);
    expect(types(full, { ...register, registerValidTo: null }, 0.8, '2030-01-01')).toEqual([]);
  });

  test('each reason is told, all at once', () => {
    expect(types({ ...full, rated: 30 }, register, 0.8, DAY)).toEqual(['ConfirmUnrated']);
    expect(types({ ...full, score: null }, register, 0.8, DAY)).toEqual(['ConfirmUnrated']);
    expect(types({ ...full, score: 0.79 }, register, 0.8, DAY)).toEqual(['ConfirmScore']);
    expect(types(full, register, 0.9, DAY)).toEqual(['ConfirmScore']);
    expect(types({ ...full, criticalGaps: ['s3.a.1'] }, register, 0.8, DAY)).toEqual(['ConfirmGap']);
    expect(types(full, register, 0.8, '2027-01-01')).toEqual(['ConfirmRegister']);
    expect(types(full, { registerNumber: ' ', registerValidTo: null }, 0.8, DAY)).toEqual(['ConfirmRegister']);
    expect(types({ ...full, score: 0.1, criticalGaps: ['x'] }, { ...register, registerNumber: '' }, 0.8, DAY)).toEqual([
      'ConfirmScore',
      'ConfirmGap',
      'ConfirmRegister',
    ]);
  });
});

describe('[R16] a confirmation', () => {
  test('is taken when it is true to its own figures', () => {
    expect(verdict(null, {})).toBe('ok');
    expect(verdict(null, { score: 0.5 })).toBe('ConfirmScore');
    expect(verdict(null, { registerValidTo: '2026-01-15', validTo: DAY })).toBe('ConfirmRegister');
    expect(verdict(null, { validTo: '2026-01-15' })).toBe('ConfirmEnd');
    expect(verdict(null, { withdrawnOn: DAY, withdrawnReason: 'x' })).toBe('ConfirmFixed');
  });

  test('lasts a year at most and never longer than the entry in the register', () => {
    expect(longestUntil(DAY, null)).toBe('2027-01-16');
    expect(longestUntil('2028-02-29', null)).toBe('2029-02-28');
    expect(longestUntil(DAY, '2026-03-01')).toBe('2026-03-01');
    expect(verdict(null, { registerValidTo: null, validTo: '2027-01-16' })).toBe('ok');
    expect(verdict(null, { registerValidTo: null, validTo: '2027-01-17' })).toBe('ConfirmEnd');
    expect(verdict(null, { validTo: '2027-01-01' })).toBe('ConfirmEnd');
  });

  test('never changes once issued; it is withdrawn once and with a reason', () => {
    expect(verdict(issued, { service: 'inna' })).toBe('ConfirmFixed');
    expect(verdict(issued, { withdrawnOn: '2026-02-01' })).toBe('ConfirmFixed');
    expect(verdict(issued, { withdrawnOn: '2026-02-01', withdrawnReason: '  ' })).toBe('ConfirmFixed');
    const gone = { withdrawnOn: '2026-02-01', withdrawnReason: 'Utrata kadry' };
    expect(verdict(issued, gone)).toBe('ok');
    expect(verdict(issued, { ...gone, score: 1 })).toBe('ConfirmFixed');
    expect(verdict({ ...issued, ...gone }, { ...gone, withdrawnReason: 'Inny powód' })).toBe('ConfirmFixed');
    expect(verdict({ ...issued, ...gone }, { withdrawnOn: null })).toBe('ConfirmFixed');
  });

  test('warns 60 days before its end, holds on its last day, and says when it was withdrawn', () => {
    expect(confirmationState(issued, '2026-11-01')).toBe('ending');
    expect(confirmationState(issued, '2026-10-31')).toBe('valid');
    expect(confirmationState(issued, '2026-12-31')).toBe('ending');
    expect(confirmationState(issued, '2027-01-01')).toBe('ended');
    expect(confirmationState({ ...issued, withdrawnOn: DAY }, DAY)).toBe('withdrawn');
  });
});
