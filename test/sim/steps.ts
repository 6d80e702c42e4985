import type { Role } from '#domain/access.ts';
import { randomOf, type Random } from './random.ts';
import { SCENES } from './scenes.ts';

/** What becomes of one request on the line. */
export const FATES = [
  'ok',
  'request-lost',
  'answer-lost',
  'request-held',
  'answer-held',
  'twice',
  'cut',
  'html',
  'foreign',
  'bad-gateway',
  'down',
  'unauthorized',
  'too-large',
  'upgrade',
  'altered',
] as const;
/** Fates by how often they are met: a proxy that alters needs a text to alter. */
const MET: readonly Fate[] = [...FATES, 'altered', 'altered'];
export type Fate = (typeof FATES)[number];

/** One request of a sync: its fate, and what happens meanwhile. Absent parts mean: nothing special. */
export interface Line {
  fate?: Fate;
  /** Bytes of rows asked for; small ones make many pages. */
  limit?: number;
  /** Happens while the request travels; while the answer travels. */
  before?: Step[];
  after?: Step[];
  /** Happens inside the server, before its n-th look into the store. */
  inside?: { at: number; step: Step };
  /** The server is killed at its n-th step: before or inside a transaction, or between commit and answer. */
  kill?: number;
}

/** The page dies, or its storage refuses once, at the n-th operation on its storage. */
interface Mishap {
  crash?: number;
  quota?: number;
}

/**
 * What happens in a run. `page` is disk × 2 + tab. `pick` numbers choose among what is there, modulo its count, so that
 * a step keeps its meaning when earlier steps are taken away.
 */
export type Step =
  | ({
      do: 'edit' | 'create' | 'remove' | 'choose' | 'type' | 'leave-field';
      page: number;
      pick: number;
      field: number;
    } & Mishap)
  | { do: 'refused'; page: number; pick: number; again: boolean }
  /** `batch`: edits a request; `narrow`: bytes of rows a request, where its line names none. */
  | ({ do: 'sync'; page: number; lines: Line[]; batch?: number; narrow?: number } & Mishap)
  | { do: 'arrive'; pick: number }
  | { do: 'give-up'; page: number }
  | { do: 'reopen'; page: number }
  | { do: 'power'; disk: number; back: number }
  | { do: 'damage'; disk: number; pick: number }
  | { do: 'unlock'; disk: number }
  | { do: 'upgrade'; disk: number }
  | { do: 'skew'; disk: number; ms: number }
  | { do: 'time'; ms: number }
  | { do: 'grant'; account: number; site: number; on: boolean }
  | { do: 'role'; account: number; role: Role }
  | { do: 'backup' }
  | { do: 'restore'; pick: number; silent: boolean }
  | { do: 'collect'; site: number; all: boolean }
  | { do: 'decide'; pick: number; accept: boolean }
  | { do: 'poison'; page: number; kind: number }
  | { do: 'mass'; page: number; count: number }
  | { do: 'purge'; page: number };

/** A run: its seed decides ids and chances inside the steps. */
export interface Run {
  seed: number;
  disks: number;
  steps: Step[];
}

export const DISKS = 5;
const SECOND = 1000;
const DAY = 86_400_000;
const YEAR = 366 * DAY;

type Weights = Partial<Record<Step['do'], number>>;

const COMMON: Weights = {
  edit: 30,
  create: 7,
  remove: 4,
  choose: 3,
  type: 5,
  'leave-field': 5,
  sync: 34,
  refused: 3,
  arrive: 4,
  reopen: 1,
  time: 2,
};

/** Each run leans to one kind of trouble, so that rare things meet one another. */
const THEMES: { weight: number; add: Weights }[] = [
  { weight: 3, add: {} },
  { weight: 2, add: { remove: 10, collect: 6, edit: 20 } },
  { weight: 3, add: { backup: 5, restore: 5 } },
  { weight: 1, add: { backup: 3, restore: 4, grant: 5, power: 2 } },
  { weight: 3, add: { grant: 12, role: 2, decide: 8 } },
  { weight: 2, add: { power: 7, reopen: 4, damage: 1 } },
  { weight: 2, add: { unlock: 4, 'give-up': 5, arrive: 12 } },
  { weight: 2, add: { choose: 24, edit: 25 } },
  { weight: 2, add: { type: 20, 'leave-field': 16, reopen: 3 } },
  { weight: 1, add: { skew: 10, time: 10, collect: 3 } },
  { weight: 1, add: { poison: 8, refused: 6 } },
  { weight: 2, add: { upgrade: 4, role: 4, refused: 8 } },
  { weight: 1, add: { mass: 5, purge: 5 } },
  { weight: 1, add: { damage: 8 } },
  {
    weight: 1,
    add: {
      damage: 2,
      power: 2,
      backup: 2,
      restore: 2,
      grant: 4,
      role: 1,
      skew: 1,
      collect: 2,
      decide: 2,
      poison: 1,
      unlock: 1,
    },
  },
];

/** The run of a seed. */
export function generate(seed: number): Run {
  const random = randomOf(seed);
  const disks = 3 + random.below(DISKS - 2);
  const themes = THEMES.flatMap(({ weight, add }) => Array.from({ length: weight }, () => add));
  const theme = random.pick(themes);
  const bag = bagOf(theme);
  const bad = random.pick([0, 0.2, 0.5]);
  const small = random.chance(0.3);
  const near = random.chance(0.5) ? random.below(6) : null;
  const steps: Step[] = Array.from({ length: 8 + random.below(26) }, () => one(0));
  const scene = random.chance(0.35) ? random.pick(Object.values(SCENES))(random.below(8)) : [];
  let place = 0;
  for (const step of scene) {
    place += random.below(3);
    steps.splice(place++, 0, step);
  }
  return { seed, disks, steps };

  function page(): number {
    // Two experts who hold the same site meet most often.
    const disk = random.chance(0.6) ? 1 + random.below(2) : random.below(disks);
    return disk * 2 + (random.chance(0.12) ? 1 : 0);
  }

  function one(depth: number): Step {
    const kind = random.pick(bag);
    switch (kind) {
      case 'edit':
      case 'create':
      case 'remove':
      case 'choose':
      case 'type':
      case 'leave-field':
        return { do: kind, page: page(), pick: near ?? random.below(24), field: random.below(12), ...mishap(0.06) };
      case 'refused':
        return { do: kind, page: page(), pick: random.below(8), again: random.chance(0.7) };
      case 'sync':
        return {
          do: kind,
          page: page(),
          lines: depth > 1 ? [] : Array.from({ length: random.below(4) }, () => line(depth)),
          ...(random.chance(0.15) && { batch: 1 + random.below(3) }),
          ...(small && random.chance(0.3) && { narrow: 1000 + random.below(2000) }),
          ...mishap(bad * 0.3),
        };
      case 'arrive':
        return { do: kind, pick: random.below(8) };
      case 'give-up':
      case 'reopen':
      case 'purge':
        return { do: kind, page: page() };
      case 'power':
        return { do: kind, disk: disk(), back: random.pick([1, 2, 3, 5, 8, 13, 25]) };
      case 'damage':
        return { do: kind, disk: disk(), pick: random.below(24) };
      case 'unlock':
      case 'upgrade':
        return { do: kind, disk: disk() };
      case 'skew':
        return { do: kind, disk: disk(), ms: random.pick([-2 * YEAR, -DAY, -SECOND, SECOND, DAY, 2 * YEAR]) };
      case 'time':
        return { do: kind, ms: random.pick([SECOND, 60 * SECOND, 1000 * SECOND, DAY, 61 * DAY, 401 * DAY, 2 * YEAR]) };
      case 'grant':
        return { do: kind, account: 1 + random.below(2), site: random.below(2), on: random.chance(0.55) };
      case 'role':
        return {
          do: kind,
          account: 1 + random.below(3),
          role: random.pick([
            'expert',
            'expert',
            'quality-specialist',
            'learning-outcomes-expert',
            'coordinator',
          ] as const),
        };
      case 'backup':
        return { do: kind };
      case 'restore':
        return { do: kind, pick: random.below(6), silent: random.chance(0.25) };
      case 'collect':
        return { do: kind, site: random.below(2), all: random.chance(0.8) };
      case 'decide':
        return { do: kind, pick: random.below(8), accept: random.chance(0.5) };
      case 'poison':
        return { do: kind, page: page(), kind: random.below(5) };
      case 'mass':
        return { do: kind, page: page(), count: 22 + random.below(8) };
    }
  }

  function disk(): number {
    return random.chance(0.6) ? 1 + random.below(2) : random.below(disks);
  }

  function mishap(probability: number): Mishap {
    if (!random.chance(probability)) return {};
    return random.chance(0.8) ? { crash: 1 + random.below(30) } : { quota: 1 + random.below(30) };
  }

  function line(depth: number): Line {
    return {
      ...(random.chance(bad) && { fate: random.pick(MET) }),
      ...(small && { limit: 1000 + random.below(2000) }),
      ...(random.chance(0.12) && { before: some(depth) }),
      ...(random.chance(0.12) && { after: some(depth) }),
      ...(random.chance(0.12) && { inside: { at: 1 + random.below(14), step: one(depth + 1) } }),
      ...(random.chance(bad * 0.4) && { kill: 1 + random.below(22) }),
    };
  }

  function some(depth: number): Step[] {
    return Array.from({ length: 1 + random.below(2) }, () => one(depth + 1));
  }
}

function bagOf(add: Weights): Step['do'][] {
  const kinds = new Set([...Object.keys(COMMON), ...Object.keys(add)] as Step['do'][]);
  return [...kinds].flatMap((kind) => Array.from({ length: (COMMON[kind] ?? 0) + (add[kind] ?? 0) }, () => kind));
}

/** A random stream for what happens inside the steps of a run: the same whatever steps were taken away. */
export function inner(run: Run): Random {
  return randomOf(run.seed * 31 + 7);
}
