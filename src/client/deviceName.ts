const SYSTEMS: readonly [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/CrOS/, 'ChromeOS'],
  [/Mac/, 'Mac'],
  [/Linux/, 'Linux'],
];

/** The first that is found counts: most browsers name others too. */
const BROWSERS: readonly [RegExp, string][] = [
  [/Edg/, 'Edge'],
  [/SamsungBrowser/, 'Samsung Internet'],
  [/OPR|Opera/, 'Opera'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/Chrome|CriOS/, 'Chrome'],
  [/Safari/, 'Safari'],
];

/** What a device is called on lists of devices, from what its browser says of itself: system and browser, no model. */
export function deviceName(agent: string): string {
  const of = (names: readonly [RegExp, string][]) => names.find(([form]) => form.test(agent))?.[1];
  return [of(SYSTEMS), of(BROWSERS)].filter(Boolean).join(' · ') || 'Web';
}
