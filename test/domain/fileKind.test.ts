import { fileKind, pixelSize } from '#domain/fileKind.ts';
import sharp from 'sharp';
import { describe, expect, it, test } from 'vitest';
import { jpeg, jpegClaiming, mp4, picture, pngBomb, svg, webm } from '../support/pictures.ts';

describe('[F82] a file is what its first bytes say', () => {
  const made: [string, () => Promise<Uint8Array>][] = [
    ['image/jpeg', () => jpeg(123, 45)],
    [
      'image/jpeg',
      () =>
        picture(123, 45)
          .jpeg({ progressive: true })
          .withExif({ IFD0: { Make: 'x'.repeat(5000) } })
          .toBuffer(),
    ],
    ['image/png', () => picture(123, 45).png().toBuffer()],
    ['image/gif', () => picture(123, 45).gif().toBuffer()],
    ['image/webp', () => picture(123, 45).webp().toBuffer()],
    ['image/webp', () => picture(123, 45).webp({ lossless: true }).toBuffer()],
    [
      'image/webp',
      () =>
        picture(123, 45)
          .webp()
          .withExif({ IFD0: { Make: 'x' } })
          .toBuffer(),
    ],
    ['image/avif', () => picture(123, 45).avif({ effort: 0 }).toBuffer()],
  ];
  test.each(made)('%s, with its size', async (kind, make) => {
    const bytes = await make();
    expect(fileKind(bytes)).toBe(kind);
    expect(pixelSize(bytes)).toEqual({ width: 123, height: 45 });
  });

  it('sound, films and everything else', () => {
    const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(8)]);
    const kinds = [
      webm,
      mp4,
      Buffer.from('OggS…'),
      heic,
      svg,
      Buffer.alloc(0),
      Buffer.from('%PDF-1.7'),
      Buffer.from('<html>'),
    ].map(fileKind);
    expect(kinds).toEqual(['audio/webm', 'audio/mp4', 'audio/ogg', 'image/heic', null, null, null, null]);
    expect([webm, mp4, heic, svg].map(pixelSize)).toEqual([null, null, null, null]);
  });

  it('a header may promise anything: it is read, not believed', async () => {
    expect(pixelSize(pngBomb(50_000, 50_000))).toEqual({ width: 50_000, height: 50_000 });
    expect(pixelSize(await jpegClaiming(50_000, 50_000))).toEqual({ width: 50_000, height: 50_000 });
    expect(pixelSize(await jpegClaiming(0, 50))).toBeNull();
  });

  it('no header cut anywhere makes it fail or run on', async () => {
    const whole = await picture(20, 10)
      .jpeg()
      .withExif({ IFD0: { Make: 'x' } })
      .toBuffer();
    for (let end = 0; end < whole.length; end++)
      expect([null, 20]).toContain(pixelSize(whole.subarray(0, end))?.width ?? null);
    const endless = new Uint8Array(100_000).fill(0xff);
    endless[1] = 0xd8;
    expect(pixelSize(endless)).toBeNull();
    expect(await sharp(whole).metadata()).toMatchObject({ width: 20 });
  });
});
