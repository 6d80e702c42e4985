import { Site, siteNumber } from '#domain/site.ts';
import { describe, expect, it, test } from 'vitest';
import { siteRow } from '../support/rows.ts';

describe('[C1] the card of an entity', () => {
  it('takes a plain row', () => expect(Site.safeParse(siteRow()).success).toBe(true));

  test.each([
    ['a code of another form', { code: 'PZS-1' }],
    ['no name', { name: '' }],
    ['an unknown kind', { kind: 'ZAZ' }],
    ['a TERC code of six digits', { teryt: '060506' }],
    ['half a place', { capacity: 0.5 }],
    ['a negative number of places', { capacity: -1 }],
    ['a day that does not exist', { registerValidTo: '2019-02-29' }],
    ['too long a text', { surroundings: 'x'.repeat(20_001) }],
    ['a missing field', { contact: undefined }],
  ])('refuses %s', (_name, wrong) => expect(Site.safeParse({ ...siteRow(), ...wrong }).success).toBe(false));

  it('gives the number that opens its participants’ codes', () => {
    expect([siteNumber({ code: 'PZS-01' }), siteNumber({ code: 'PZS-30' })]).toEqual([1, 30]);
  });
});
