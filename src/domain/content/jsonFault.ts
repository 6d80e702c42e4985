/** Where a text stops being JSON. Line and column count from 1, in UTF-16 units. */
export type JsonFault = { line: number; column: number; reason: string };

const SPACE = /[ \t\n\r]*/y;
// eslint-disable-next-line no-control-regex -- RFC 8259 forbids bare control characters in strings
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const OTHER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/**
 * First fault of a text as JSON, or `null` when `JSON.parse` accepts it. Engines word and place their errors
 * differently or not at all; the build needs the same line everywhere. Source: RFC 8259.
 */
export function jsonFault(text: string): JsonFault | null {
  try {
    const end = space(text, value(text, space(text, 0)));
    if (end === text.length) return null;
    throw new Fault(end, 'unexpected text after the end');
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    const before = text.slice(0, fault.at).split('\n');
    return { line: before.length, column: (before.at(-1) ?? '').length + 1, reason: fault.reason };
  }
}

/** Leaves the nested reading at once; caught in `jsonFault` only. */
class Fault extends Error {
  readonly at: number;
  readonly reason: string;
  constructor(at: number, reason: string) {
    super(reason);
    this.at = at;
    this.reason = reason;
  }
}

function value(text: string, at: number): number {
  if (text[at] === '{') return list(text, at, '}', member);
  if (text[at] === '[') return list(text, at, ']', value);
  if (text[at] === '"') return string(text, at);
  return match(OTHER, text, at) ?? raise(at, 'expected a value');
}

function list(text: string, open: number, close: string, element: (text: string, at: number) => number): number {
  let at = space(text, open + 1);
  if (text[at] === close) return at + 1;
  for (;;) {
    at = space(text, element(text, at));
    if (text[at] === close) return at + 1;
    if (text[at] !== ',') raise(at, `expected "," or "${close}"`);
    at = space(text, at + 1);
  }
}

function member(text: string, at: number): number {
  if (text[at] !== '"') raise(at, 'expected a name in double quotes');
  const colon = space(text, string(text, at));
  if (text[colon] !== ':') raise(colon, 'expected ":"');
  return value(text, space(text, colon + 1));
}

function string(text: string, at: number): number {
  return match(STRING, text, at) ?? raise(at, 'text in quotes is unfinished or holds a forbidden character');
}

function space(text: string, at: number): number {
  return match(SPACE, text, at) ?? at;
}

function match(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}

function raise(at: number, reason: string): never {
  throw new Fault(at, reason);
}
