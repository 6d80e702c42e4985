import type { Row } from '#domain/tables.ts';
import type { Pin } from './commands.ts';

/** True when the remark is pinned to this place. */
export function pinnedTo(
  remark: Pick<Row<'remark'>, 'on' | 'ref' | 'item'>,
  pin: Pick<Pin, 'on' | 'ref' | 'item'>,
): boolean {
  return remark.on === pin.on && remark.ref === pin.ref && remark.item === pin.item;
}
