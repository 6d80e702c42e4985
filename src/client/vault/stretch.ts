import { argon2id } from 'hash-wasm';

/** How a secret is stretched; kept beside what it opens. `memory`: KiB. */
export type Stretch =
  | { kind: 'argon2id'; memory: number; passes: number }
  /** Where WebAssembly does not run; replaced at the next unlocking where it does. */
  | { kind: 'pbkdf2'; rounds: number };

/** Stretches a secret to 32 bytes. Rejects when this device cannot. */
export type Stretcher = (secret: string, salt: Uint8Array, how: Stretch) => Promise<Uint8Array>;

/** The floor, and what a phone begins with. Source: security.md «Argon2id»; ASVS 5.0 appendix C. */
export const FLOOR: Stretch = { kind: 'argon2id', memory: 19 * 1024, passes: 2 };
export const USUAL: Stretch = { kind: 'argon2id', memory: 46 * 1024, passes: 1 };
export const PLAIN: Stretch = { kind: 'pbkdf2', rounds: 600_000 };

/** A known answer: some phones once computed a wrong one (R44), and a secret stretched wrongly opens nothing ever again. */
const KNOWN = {
  secret: 'trzy sfery',
  salt: new Uint8Array(16).fill(3),
  hash: '51ec2f46822e457d24f9398f7c1d48fdc587d44e3626948e50d8e2ac218af5c9',
};

let proven: Promise<boolean> | null = null;

/** Stretches by Argon2id (WebAssembly, after a known-answer test) or PBKDF2. Meant for a worker: it takes long. */
export async function stretch(secret: string, salt: Uint8Array, how: Stretch): Promise<Uint8Array> {
  const text = secret.normalize('NFKC');
  if (how.kind === 'pbkdf2') return pbkdf2(text, salt, how.rounds);
  proven ??= argon2(KNOWN.secret, KNOWN.salt, { memory: 1024, passes: 1 }).then((hash) => hex(hash) === KNOWN.hash);
  if (!(await proven)) throw new Error('Argon2id gives a wrong answer here');
  return argon2(text, salt, how);
}

function argon2(secret: string, salt: Uint8Array, { memory, passes }: { memory: number; passes: number }) {
  const size = { memorySize: memory, iterations: passes, parallelism: 1, hashLength: 32 };
  return argon2id({ password: secret, salt, ...size, outputType: 'binary' });
}

async function pbkdf2(secret: string, salt: Uint8Array, iterations: number): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(secret), 'PBKDF2', false, ['deriveBits']);
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt: salt.slice(), iterations };
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, 256));
}

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
