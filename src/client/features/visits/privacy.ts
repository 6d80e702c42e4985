/** What in a text looks like data of a person; null when nothing does. */
export type PersonalData = 'pesel' | 'phone' | 'email';

const EMAIL = /[^\s@]+@[^\s@]+\.[a-z]{2,}/i;
const PHONE = /(?<![\d-])(?:\+48[\s-]?)?\d{3}[\s-]?\d{3}[\s-]?\d{3}(?![\d-])/;
const WEIGHTS = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3];

/**
 * Flags a PESEL with a right check digit, a phone number of nine digits or an e-mail address. A reminder while writing,
 * never a lock: numbers of registers look alike. Source: domain.md D3, the privacy guard.
 */
export function personalData(text: string): PersonalData | null {
  if (EMAIL.test(text)) return 'email';
  const numbers: string[] = text.match(/(?<!\d)\d{11}(?!\d)/g) ?? [];
  if (numbers.some(isPesel)) return 'pesel';
  return PHONE.test(text) ? 'phone' : null;
}

function isPesel(digits: string): boolean {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(digits[i]), 0);
  return (10 - (sum % 10)) % 10 === Number(digits[10]);
}
