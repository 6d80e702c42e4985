import type { Watch } from './health.ts';

/** Counts of what happened since the process started, by name and labels. */
export interface Metrics {
  /** Adds to a counter. Labels are routes, statuses and types: never an id, a code or a value. */
  count(name: CounterName, labels?: Readonly<Record<string, string>>, by?: number): void;
  /** Everything as text. Source: Prometheus text format 0.0.4. */
  text(watch: Watch | undefined, now: number): string;
}

const counters = {
  requests_total: 'Requests by route, method and status.',
  mutations_total: 'Edits by what became of them.',
  limited_total: 'Requests that were told to wait.',
  policy_reports_total: 'Reports of browsers about the content security policy, by directive.',
  errors_total: 'Requests that failed with an exception.',
} as const;
export type CounterName = keyof typeof counters;

const PREFIX = 'trzysfery_';

/** Counters at zero. `started`: milliseconds since 1970 UTC. */
export function openMetrics(started: number): Metrics {
  const values = new Map<CounterName, Map<string, number>>();

  return {
    count(name, labels = {}, by = 1) {
      const series = values.get(name) ?? new Map<string, number>();
      values.set(name, series);
      const key = labelled(labels);
      series.set(key, (series.get(key) ?? 0) + by);
    },
    text(watch, now) {
      const lines: string[] = [];
      for (const name of Object.keys(counters) as CounterName[]) {
        lines.push(`# HELP ${PREFIX}${name} ${counters[name]}`, `# TYPE ${PREFIX}${name} counter`);
        const series = [...(values.get(name) ?? new Map<string, number>([['', 0]]))].sort();
        for (const [labels, value] of series) lines.push(`${PREFIX}${name}${labels} ${value}`);
      }
      const gauge = (
        name: string,
        help: string,
        series: readonly (readonly [labels: string, value: number])[],
      ): void => {
        lines.push(`# HELP ${PREFIX}${name} ${help}`, `# TYPE ${PREFIX}${name} gauge`);
        for (const [labels, value] of series) lines.push(`${PREFIX}${name}${labels} ${value}`);
      };
      gauge('up_seconds', 'Time since the process started.', [['', (now - started) / 1000]]);
      gauge('memory_bytes', 'Memory of the process.', [['', process.memoryUsage.rss()]]);
      if (watch) watched(watch, now, gauge);
      return `${lines.join('\n')}\n`;
    },
  };
}

type Gauge = (name: string, help: string, series: readonly (readonly [string, number])[]) => void;

function watched(watch: Watch, now: number, gauge: Gauge): void {
  const { alarms, free, backup } = watch.health();
  const counts = watch.counts();
  const all = ['DatabaseDown', 'DiskFull', 'DiskLow', 'BackupLate', 'BackupIncomplete'] as const;
  gauge(
    'alarm',
    'Whether an alarm stands.',
    all.map((alarm) => [labelled({ alarm }), Number(alarms.includes(alarm))]),
  );
  if (free !== null) gauge('disk_free_bytes', 'Room on the disk of the data folder.', [['', free]]);
  gauge('backup_age_seconds', 'Time since the last backup that succeeded, or since there could have been one.', [
    ['', (now - (backup.last?.at ?? backup.since)) / 1000],
  ]);
  gauge('backup_bytes', 'Size of the last backup.', [['', backup.last?.bytes ?? 0]]);
  gauge('backup_failed', 'Whether the newest try of a backup failed.', [['', Number(backup.failedAt !== null)]]);
  const devices = Object.entries(counts.devices).map(([state, n]) => [labelled({ state }), n] as const);
  gauge('devices', 'Devices by state.', devices);
  gauge('records', 'Records that stand.', [['', counts.records]]);
  gauge('refused', 'Refused edits that are kept.', [['', counts.refused]]);
  gauge('parked', 'Edits that wait for a coordinator.', [['', counts.parked]]);
  gauge('files', 'Photos and recordings.', [['', counts.files]]);
  gauge('file_bytes', 'Size of photos and recordings.', [['', counts.fileBytes]]);
  gauge('uploads', 'Uploads that are not finished.', [['', counts.uploads]]);
  gauge('database_bytes', 'Size of the database.', [['', counts.databaseBytes]]);
  gauge('database_log_bytes', 'Size of the write-ahead log.', [['', counts.logBytes]]);
}

/** Labels in the text format, or nothing. */
function labelled(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replace(/["\\\n]/g, '_')}"`);
  return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
}
