import { confirmationState } from '#domain/confirmation.ts';
import type { Seen } from '#client/db/view.ts';
import { formatDay, formatPercent } from '#client/i18n/format.ts';
import { i18n } from '#client/i18n/words.svelte.ts';
import { hashOf, type Paper } from './paper.ts';

/** A confirmation of readiness (product f) for the entity's own file. Form of `today`: YYYY-MM-DD. */
export async function confirmationPaper(
  { confirmation: said, site }: { confirmation: Seen<'confirmation'>; site: Seen<'site'> },
  templateTitle: string,
  today: string,
): Promise<Paper> {
  const m = i18n.m;
  const w = m.papers;
  const c = m.confirmations;
  return {
    name: `${w.confirmationFile}-${site.code}-${said.issuedOn}`,
    lang: i18n.lang,
    title: c.one,
    code: `${site.code} · ${site.name}`,
    blocks: [
      { kind: 'text', text: w.confirms(`${site.name} (${m.labels.siteKindTitle[site.kind]})`) },
      {
        kind: 'facts',
        rows: [
          [c.service, said.service],
          [c.place, said.place],
          [c.basis, `${templateTitle} (${said.templateVersion})`],
          [w.result, c.scoreOf(formatPercent(said.score), formatPercent(said.threshold))],
          [
            m.sites.registerNumber[site.kind],
            said.registerValidTo === null
              ? said.registerNumber
              : `${said.registerNumber} (${c.until(formatDay(said.registerValidTo))})`,
          ],
          [c.issuedOn, formatDay(said.issuedOn, i18n.lang, 'long')],
          [c.validTo, formatDay(said.validTo, i18n.lang, 'long')],
          [c.confirmers, said.confirmers.join(', ')],
          [w.stateOn(formatDay(today)), c.state[confirmationState(said, today)]],
          ...(said.withdrawnOn === null
            ? []
            : ([[c.withdrawnOn, `${formatDay(said.withdrawnOn)}: ${said.withdrawnReason}`]] as [string, string][])),
        ],
      },
    ],
    attribution: w.attribution,
    hashWord: w.hash,
    page: w.page,
    hash: await hashOf([said]),
  };
}
