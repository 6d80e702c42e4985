import type { DisclosedRecord, Disclosure } from '#domain/disclosure.ts';
import { fieldName, momentWords, valueWords } from '#client/i18n/fields.ts';
import { i18n } from '#client/i18n/words.svelte.ts';

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const safe = (text: string): string => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);

type Value = DisclosedRecord['fields'][number];

/** The disclosure as a page of its own that can be read and printed without this app: no script, no address, every value escaped. */
export function disclosurePage(disclosure: Disclosure): string {
  const { m, lang } = i18n;
  const words = m.privacy.page;
  const tables: Partial<Record<string, string>> = m.sync.tables;
  const acts: Partial<Record<string, string>> = m.audit.acts;
  const roles: Partial<Record<string, string>> = m.labels.role;
  const nameOf = (table: string): string => tables[table] ?? m.sync.tables.unknown;
  const { code, at, by, records, held, mentions } = disclosure;

  const cells = (row: readonly string[]): string => row.map((cell) => `<td>${safe(cell)}</td>`).join('');
  const table = (heads: Readonly<Record<string, string>>, rows: readonly (readonly string[])[]): string =>
    `<table><thead><tr>${Object.values(heads)
      .map((head) => `<th>${safe(head)}</th>`)
      .join('')}</tr></thead>` + `<tbody>${rows.map((row) => `<tr>${cells(row)}</tr>`).join('')}</tbody></table>`;
  const values = (name: string, list: readonly Value[]): string[][] =>
    list.map(({ field, value, by: author, at: when }) => [
      keyed(name, field),
      valueWords(name, field, value) ?? m.common.none,
      author,
      momentWords(when),
    ]);
  const part = (title: string, name: string, list: readonly Value[]): string =>
    list.length === 0 ? '' : `<h3>${safe(title)}</h3>${table(words.columns, values(name, list))}`;
  const section = (title: string, body: string): string => (body === '' ? '' : `<h2>${safe(title)}</h2>${body}`);

  const body = [
    `<h1>${safe(words.title(code))}</h1>`,
    `<p>${safe(words.made(momentWords(at), by))}</p>`,
    `<p>${safe(words.about)}</p>`,
    ...records.map((record) => {
      const title = `${nameOf(record.table)} · ${record.site}${record.removed ? ` · ${words.removed}` : ''}`;
      const now = table(words.columns, values(record.table, record.fields));
      return section(
        title,
        now + part(words.versions, record.table, record.versions) + part(words.earlier, record.table, record.earlier),
      );
    }),
    section(
      words.held,
      held
        .map((one) => part(`${nameOf(one.table)} · ${one.by} · ${momentWords(one.at)}`, one.table, one.fields))
        .join(''),
    ),
    section(
      words.mentions,
      mentions
        .map(({ table: name, site, text }) => `<p>${safe(nameOf(name))} · ${safe(site)}: ${safe(text)}</p>`)
        .join(''),
    ),
    section(
      words.acts,
      table(
        words.actColumns,
        disclosure.acts.map((act) => [
          momentWords(act.at),
          acts[act.act] ?? act.act,
          nameOf(act.table),
          `${act.by} ${roles[act.role] ?? act.role}`.trim(),
        ]),
      ),
    ),
  ].join('\n');
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${safe(words.title(code))}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; color: #111; background: #fff; }
table { width: 100%; border-collapse: collapse; margin: 0.5rem 0 1.5rem; font-size: 0.9rem; }
th, td { padding: 0.3rem 0.6rem 0.3rem 0; border-bottom: 1px solid #bbb; text-align: start; vertical-align: top; overflow-wrap: anywhere; }
tr, h2, h3 { break-inside: avoid; break-after: avoid-page; }
</style>
</head>
<body>
${body}
</body>
</html>
`;
}

/** „Godziny: m1”: the field and the key under which it stands. */
function keyed(table: string, field: string): string {
  const dot = field.indexOf('.');
  const name = fieldName(table, field);
  return dot < 0 || name === field ? name : `${name}: ${field.slice(dot + 1)}`;
}
