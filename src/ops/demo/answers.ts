import { read } from '#client/db/device.ts';
import { answerRemark, closeCorrection } from '#client/features/reviews/commands.ts';
import { corrections, answers } from './phrases.ts';
import { must, type Phone, type Stage } from './stage.ts';

/** The expert answers the remarks on a returned report, and says what became of the corrective actions on it. */
export async function answerAll({ chance }: Stage, { device }: Phone, visitId: string): Promise<void> {
  const { remarks, own } = await read(device, async (rows) => ({
    remarks: (await rows.all('remark')).filter((one) => one.visitId === visitId && one.state === 'open'),
    own: (await rows.all('correction')).filter((one) => one.visitId === visitId && one.state === 'open'),
  }));
  for (const { id } of remarks) await must(answerRemark(device, id, chance.pick(answers)));
  for (const { id, text, owner } of own) {
    if (owner !== device.me.account || !chance.happens(0.7)) continue;
    const [, outcome = ''] = corrections.find(([what]) => what === text) ?? [];
    await must(closeCorrection(device, id, outcome));
  }
}
