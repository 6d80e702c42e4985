import { read } from '#client/db/device.ts';
import { dayByKey, shifted, weeksOf } from '#client/features/visits/calendar.ts';
import {
  allowDictation,
  dictate,
  dictationAllowed,
  dictationOffered,
  withSpeech,
} from '#client/features/visits/dictation.ts';
import { packingOf } from '#client/features/visits/pack.ts';
import { packOf, rememberPack } from '#client/features/visits/packs.ts';
import { addPhrase, ownPhrases, removePhrase } from '#client/features/visits/phrases.ts';
import { stepsOf } from '#client/features/visits/steps.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { actionRow, siteRow } from '../../support/rows.ts';
import { makeWorld } from '../../support/world.ts';

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
});
afterEach(() => vi.unstubAllGlobals());

describe('[D1] the calendar', () => {
  it('shows whole weeks, Monday first, also over the edges of a month and a year', () => {
    const weeks = weeksOf('2026-11-25', 'month');
    expect(weeks.map((week) => week[0])).toEqual([
      '2026-10-26',
      '2026-11-02',
      '2026-11-09',
      '2026-11-16',
      '2026-11-23',
      '2026-11-30',
    ]);
    expect(weeks.every((week) => week.length === 7)).toBe(true);
    expect(weeksOf('2027-01-01', 'week')).toEqual([
      ['2026-12-28', '2026-12-29', '2026-12-30', '2026-12-31', '2027-01-01', '2027-01-02', '2027-01-03'],
    ]);
    expect(weeksOf('2027-02-10', 'month')).toHaveLength(4);
  });

  it('goes by months to the same day, or to the last one there is', () => {
    expect(shifted('2026-01-31', 'month', 1)).toBe('2026-02-28');
    expect(shifted('2028-01-31', 'month', 1)).toBe('2028-02-29');
    expect(shifted('2026-01-15', 'month', -1)).toBe('2025-12-15');
    expect(shifted('2026-12-31', 'month', 2)).toBe('2027-02-28');
    expect(shifted('2026-11-25', 'week', -1)).toBe('2026-11-18');
  });

  it('is walked by keys', () => {
    const from = '2026-11-25';
    expect(
      ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown', 'a'].map((key) =>
        dayByKey(key, from),
      ),
    ).toEqual([
      '2026-11-24',
      '2026-11-26',
      '2026-11-18',
      '2026-12-02',
      '2026-11-23',
      '2026-11-29',
      '2026-10-25',
      '2026-12-25',
      null,
    ]);
  });
});

describe('[D1] packing', () => {
  const visit = '00000000-0000-7000-8000-000000000004';
  const sync = { state: 'confirmed', refusal: null, alt: [], now: {}, by: '', at: '' } as const;
  const site = { ...siteRow(), id: 'a', scope: 'a', sync };
  const action = { ...actionRow(visit), id: 'b', scope: 'a', sync, agreedOn: '2026-01-01' };

  it('names what is still open, the document of the register, the codes, and the checklists that fit the entity', () => {
    const things = packingOf(
      { site, earlier: [action, { ...action, id: 'c', state: 'done' }], people: ['12-000000-4'] },
      5,
    );
    expect(things.map(({ id }) => id)).toEqual([
      'card',
      'register',
      'action b',
      'checklist sphere-1',
      'checklist sphere-2',
      'checklist sphere-3',
      'checklist cis-kis-minimum-standard',
      'people',
    ]);
    expect(things.flatMap((thing) => (thing.kind === 'checklist' && thing.due ? [thing.templateId] : []))).toEqual([
      'sphere-1',
      'sphere-2',
      'sphere-3',
    ]);
    expect(packingOf({ site, earlier: [], people: [] }, 2).some((thing) => 'due' in thing && thing.due === true)).toBe(
      false,
    );
  });

  it('remembers on this device what was ticked, and that the bag was closed', () => {
    expect(packOf(visit)).toEqual({ ticked: [], done: false });
    rememberPack(visit, { ticked: ['card'], done: false });
    rememberPack('other', { ticked: [], done: true });
    rememberPack(visit, { ticked: ['card', 'register'], done: true });
    expect(packOf(visit)).toEqual({ ticked: ['card', 'register'], done: true });
    localStorage.setItem('packs', '{broken');
    expect(packOf(visit)).toEqual({ ticked: [], done: false });
  });

  it('is the next step while the day is ahead; on the day the visit starts', () => {
    const me = { account: 'x', role: 'expert' as const };
    const planned = { status: 'planned' as const, lead: 'x' };
    expect(stepsOf(planned, me, false, true)).toMatchObject({ main: 'pack', other: ['start', 'cancel'] });
    expect(stepsOf(planned, me)).toMatchObject({ main: 'start', other: ['pack', 'cancel'] });
    expect(stepsOf(planned, { ...me, role: 'coordinator' }, false, true)).toMatchObject({ main: null, other: [] });
  });
});

it('[D2] own phrases stay on the device, under its lock, twenty of a kind', async () => {
  const world = await makeWorld();
  const { device } = await world.phone(await world.account('expert', 'E-07'));
  expect(await addPhrase(device, { kind: 'fact', text: '  ' })).toEqual({ ok: false, error: { type: 'PhraseEmpty' } });
  for (let i = 1; i <= 20; i++) expect((await addPhrase(device, { kind: 'fact', text: `Zwrot ${i}` })).ok).toBe(true);
  expect(await addPhrase(device, { kind: 'fact', text: 'Za dużo' })).toEqual({
    ok: false,
    error: { type: 'PhraseMany' },
  });
  expect((await addPhrase(device, { kind: 'fact', text: 'Zwrot 3' })).ok).toBe(true);
  await addPhrase(device, { kind: 'idea', text: 'Pomysł' });
  await removePhrase(device, { kind: 'fact', text: 'Zwrot 1' });
  const own = await read(device, ownPhrases);
  expect(own.slice(0, 2).map(({ text }) => text)).toEqual(['Pomysł', 'Zwrot 3']);
  expect(own).toHaveLength(20);
  expect(await device.store.read((tx) => tx.queue())).toEqual([]);
  await world.close();
});

describe('[D2] dictation', () => {
  class Listener {
    static last: Listener | null = null;
    lang = '';
    onresult: ((event: object) => void) | null = null;
    onerror: ((event: { error: string }) => void) | null = null;
    onend: (() => void) | null = null;
    constructor() {
      Listener.last = this;
    }
    start(): void {}
    stop(): void {
      this.onend?.();
    }
  }

  it('is offered only where the browser has it, and off until it is allowed', () => {
    expect(dictationOffered()).toBe(false);
    expect(dictate('pl', { heard: () => undefined, ended: () => undefined })).toBeNull();
    vi.stubGlobal('webkitSpeechRecognition', Listener);
    expect(dictationOffered()).toBe(true);
    expect(dictationAllowed()).toBe(false);
    allowDictation(true);
    expect(dictationAllowed()).toBe(true);
    allowDictation(false);
    expect(dictationAllowed()).toBe(false);
  });

  it('gives finished pieces only, ends once, and says why it ended by itself', () => {
    vi.stubGlobal('SpeechRecognition', Listener);
    const [heard, ended] = [vi.fn(), vi.fn()];
    const stop = dictate('pl', { heard, ended });
    expect(Listener.last?.lang).toBe('pl-PL');
    const piece = (transcript: string, isFinal: boolean) => Object.assign([{ transcript }], { isFinal });
    Listener.last?.onresult?.({ resultIndex: 0, results: [piece(' szwalnia działa ', true), piece('a świe', false)] });
    expect(heard.mock.calls).toEqual([['szwalnia działa']]);
    Listener.last?.onerror?.({ error: 'no-speech' });
    stop?.();
    expect(ended.mock.calls).toEqual([[null]]);
    for (const [error, fault] of [
      ['network', 'offline'],
      ['not-allowed', 'denied'],
      ['language-not-supported', 'failed'],
    ] as const) {
      const over = vi.fn();
      dictate('en', { heard, ended: over });
      Listener.last?.onerror?.({ error });
      Listener.last?.onend?.();
      expect(over.mock.calls).toEqual([[fault]]);
    }
  });

  it('joins what was said to the text: a capital only where a sentence begins', () => {
    expect(withSpeech('', 'szwalnia działa')).toBe('Szwalnia działa');
    expect(withSpeech('Szwalnia działa.', 'łazienka też')).toBe('Szwalnia działa. Łazienka też');
    expect(withSpeech('Szwalnia ', 'działa')).toBe('Szwalnia działa');
  });
});
