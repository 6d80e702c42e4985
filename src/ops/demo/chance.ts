/** All chance of the demo: one stream that follows from its seed. */
export interface Chance {
  /** 0 ≤ x < 1. */
  next(): number;
  /** Whole number 0…n−1. */
  int(n: number): number;
  /** Whole number from…to, both included. */
  between(from: number, to: number): number;
  /** True in this share of cases. */
  happens(share: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** Gives the list's things in random order, all of them before any comes again. */
  deck<T>(list: readonly T[]): () => T;
  /** A UUID v7 of this instant. Unit: milliseconds since 1970 UTC. */
  uuid(now: number): string;
  /** A mutation id: 22 base64url characters. */
  mid(): string;
}

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Mulberry32: small, fast and equal on every machine; good enough for invented data and for nothing else. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const word = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  const next = (): number => word() / 2 ** 32;
  const int = (n: number): number => Math.floor(next() * n);
  const pick = <T>(list: readonly T[]): T => {
    if (list.length === 0) throw new RangeError('nothing to pick from');
    return list[int(list.length)] as T;
  };
  const hex = (): string => word().toString(16).padStart(8, '0');
  return {
    next,
    int,
    between: (from, to) => from + int(to - from + 1),
    happens: (share) => next() < share,
    pick,
    deck: (list) => {
      let left: (typeof list)[number][] = [];
      return () => {
        if (left.length === 0) left = [...list];
        const [drawn] = left.splice(int(left.length), 1);
        if (drawn === undefined) throw new RangeError('nothing to draw from');
        return drawn;
      };
    },
    uuid: (now) => {
      const time = Math.floor(now).toString(16).padStart(12, '0');
      const [a, b] = [hex(), hex() + hex()];
      return `${time.slice(0, 8)}-${time.slice(8)}-7${a.slice(1, 4)}-a${a.slice(5)}-${b.slice(0, 12)}`;
    },
    mid: () => Array.from({ length: 21 }, () => BASE64URL[word() & 63]).join('') + 'AQgw'[word() & 3],
  };
}
