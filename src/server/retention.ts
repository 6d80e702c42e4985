import { dayAt } from '#domain/day.ts';
import { Project, PROJECT_DEFAULTS, PROJECT_ID } from '#domain/project.ts';
import { dueOn } from '#domain/retention.ts';
import { PROGRAM, tables } from '#domain/tables.ts';
import type { Deps } from './context.ts';
import { noted } from './audit/notes.ts';

const DAY = 86_400_000;

/** A longer silence than this between two runs may be a clock that jumped: a person has to say that it is right. Unit: days. */
const SILENCE = 40;

/** How a run is asked for. `dry`: only counts; `clockIsRight`: said by a person after the server was off for long. */
export interface RetentionOrder {
  dry?: boolean;
  clockIsRight?: boolean;
}

/** What a run did, or with `dry` would do. Units: records, everything that hangs on them not counted; entries. */
export interface RetentionDone {
  /** The clock was further on than it could be: nothing was done. */
  clock: 'ok' | 'moved';
  held: boolean;
  people: number;
  records: number;
  audit: number;
}

/**
 * Erases what has passed its period, by the path of every erasure: in the audit, with proof, on every phone. Running it again, or after
 * it was cut off, does the rest and nothing twice. Source: domain.md E4.
 */
export async function runRetention(
  deps: Deps,
  { dry = false, clockIsRight = false }: RetentionOrder = {},
): Promise<RetentionDone> {
  const { store, erasures, log } = deps;
  const now = deps.now();
  const none: RetentionDone = { clock: 'ok', held: false, people: 0, records: 0, audit: 0 };
  if (!erasures) return none;
  const last = (await erasures.lastRetention()) ?? (await newest(deps)) ?? now;
  if (!clockIsRight && now - last > SILENCE * DAY) {
    log.error(
      { days: Math.floor((now - last) / DAY) },
      'retention did nothing: the clock moved, or the server was off for long',
    );
    return { ...none, clock: 'moved' };
  }
  const [row] = await store.inScope(PROGRAM, (tx) => tx.records([PROJECT_ID]));
  const project = Project.safeParse(row && !row.del ? row.f : PROJECT_DEFAULTS);
  const due = dueOn(dayAt(now), project.success ? project.data : PROJECT_DEFAULTS);
  const done = { ...none, held: due.held };

  if (due.people) done.people = await eraseAll(tables.participant.code);
  if (due.records) {
    done.records += await eraseAll(tables.visit.code);
    done.records += await eraseAll(tables.run.code);
  }
  if (due.auditBefore !== null) {
    const before = Date.parse(`${due.auditBefore}T00:00:00Z`);
    const { at, account, role, device, act, scope } = noted(now, null, 'audit-trimmed');
    done.audit = dry
      ? await erasures.auditBefore(before)
      : await store.trimAudit(before, { at, account, role, device, act, scope });
  }
  if (dry) return done;
  await erasures.clean(now);
  await erasures.keepRetention(Math.max(now, last));
  return done;

  /** Erases every record of a table, entity by entity; gives how many. */
  async function eraseAll(type: number): Promise<number> {
    let count = 0;
    for (const found of (await erasures?.everyone(type)) ?? []) {
      count += found.roots.length;
      if (!dry) await erasures?.erase({ ...found, reason: 'retention', by: null, at: now });
    }
    return count;
  }
}

/** When the server last noted anything: what its clock is held against before the first run. */
async function newest({ store }: Deps): Promise<number | null> {
  const [entry] = await store.audit({}, 1);
  return entry?.at ?? null;
}

/** Runs retention once a day as long as the server lives; gives what stops it. A failure is logged and tried again at the next turn. */
export function retainDaily(deps: Deps, every = DAY / 4): () => void {
  async function turn(): Promise<void> {
    const last = await deps.erasures?.lastRetention();
    if (last && dayAt(last) === dayAt(deps.now())) return;
    const done = await runRetention(deps);
    deps.log.info({ ...done }, 'retention ran');
  }
  const attempt = (): void => {
    turn().catch((error: unknown) => {
      deps.log.error({ name: error instanceof Error ? error.name : 'unknown' }, 'retention failed');
    });
  };
  const timer = setInterval(attempt, every);
  timer.unref();
  attempt();
  return () => clearInterval(timer);
}
