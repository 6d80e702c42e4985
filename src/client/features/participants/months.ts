/** How far back a month can be chosen. Unit: months. */
const BACK = 36;

/** Months to choose from, newest first, down from the month of `today`; `also` is in the list however old. */
export function monthsBack(today: string, also: string | null): string[] {
  const [year = 0, month = 1] = today.split('-').map(Number);
  const months = Array.from({ length: BACK }, (_, back) => {
    const index = year * 12 + month - 1 - back;
    return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
  });
  return also === null || months.includes(also) ? months : [...months, also].sort().reverse();
}
