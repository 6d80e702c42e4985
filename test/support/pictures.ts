import { createHash } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

/** SHA-256 of bytes. Form: lower-case hexadecimal. */
export const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A picture whose every point differs a little, so that it does not shrink to nothing. */
export function picture(width: number, height: number, seed = 1): Sharp {
  const raw = new Uint8Array(width * height * 3);
  let x = seed;
  for (let i = 0; i < raw.length; i++) {
    x = (x * 1103515245 + 12345) & 0x7fffffff;
    raw[i] = ((i / 3) % 256) ^ ((x >>> 20) & 0x3f);
  }
  return sharp(raw, { raw: { width, height, channels: 3 } });
}

export const jpeg = (width = 64, height = 48, seed = 1): Promise<Buffer> =>
  picture(width, height, seed).jpeg().toBuffer();

/** A JPEG that says where and with what it was taken, holds a thumbnail, XMP, a comment, and has a trailer glued to it. */
export async function talkative(): Promise<Buffer> {
  const thumbnail = await jpeg(16, 12, 7);
  const plain = await picture(320, 240)
    .withExif({
      IFD0: { Make: 'CanaryMake', Model: 'CanaryModel', ImageDescription: 'CanaryDescription' },
      IFD2: { BodySerialNumber: 'CanarySerial', UserComment: 'CanaryComment' },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '51/1 45/1 0/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '22/1 29/1 0/1',
        GPSMapDatum: 'CanaryGps',
      },
    })
    .withMetadata({ orientation: 6 })
    .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><c>CanaryXmp</c></x:xmpmeta>')
    .jpeg()
    .toBuffer();
  const trailer = Buffer.concat([
    Buffer.from('MotionPhoto_Data CanaryTrailer'),
    await jpeg(8, 8),
    Buffer.from('ftypisom'),
  ]);
  return Buffer.concat([
    plain.subarray(0, 2),
    segment(0xfe, Buffer.from('CanaryJpegComment<script>alert(1)</script>')),
    segment(0xe2, Buffer.concat([Buffer.from('MPF\0CanaryThumb'), thumbnail])),
    plain.subarray(2),
    trailer,
  ]);
}

/** Every word that must not come back. */
export const CANARIES = /Canary|Exif|xmpmeta|MotionPhoto|script/;

function segment(marker: number, body: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

export const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A chunk of a PNG with its length and checksum. */
export function chunk(type: string, body: Buffer): Buffer {
  const out = Buffer.alloc(12 + body.length);
  out.writeUInt32BE(body.length, 0);
  out.write(type, 4);
  body.copy(out, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + body.length)), 8 + body.length);
  return out;
}

/** A PNG whose header promises any size; its data is a few bytes. */
export function pngBomb(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    PNG_SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(100_000))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A JPEG whose frame header promises another size than its data has. */
export async function jpegClaiming(width: number, height: number): Promise<Buffer> {
  const bytes = await jpeg();
  const at = bytes.indexOf(Buffer.from([0xff, 0xc0]));
  bytes.writeUInt16BE(height, at + 5);
  bytes.writeUInt16BE(width, at + 7);
  return bytes;
}

export const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
export const mp4 = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypisom'), Buffer.alloc(5000, 1)]);
export const webm = Buffer.concat([Buffer.from([0x1a, 0x45, 0xdf, 0xa3]), Buffer.alloc(3000, 2)]);
