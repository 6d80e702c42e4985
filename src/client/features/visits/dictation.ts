/** What of a browser's speech recognition is used. Source: Web Speech API (W3C Community Group draft). */
interface Recognition {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  onresult: ((event: { resultIndex: number; results: ArrayLike<Heard> }) => void) | null;
  onerror: ((event: { error: string }) => void) | null;
  onend: (() => void) | null;
  start(): void;
  stop(): void;
}
type Heard = ArrayLike<{ transcript: string }> & { isFinal: boolean };
type Maker = new () => Recognition;

const KEY = 'dictation';
const LANGUAGE = { pl: 'pl-PL', en: 'en-GB' } as const;

/** Why dictation ended by itself; each has words. */
export type DictationFault = 'offline' | 'denied' | 'failed';

function maker(): Maker | undefined {
  const scope = globalThis as { SpeechRecognition?: Maker; webkitSpeechRecognition?: Maker };
  return scope.SpeechRecognition ?? scope.webkitSpeechRecognition;
}

/** True where the browser offers to write what is said. */
export function dictationOffered(): boolean {
  return maker() !== undefined;
}

/** True when the person allowed it on this device: what is said goes to the maker of the browser. Off until then. */
export function dictationAllowed(): boolean {
  try {
    return localStorage.getItem(KEY) === 'on';
  } catch {
    return false;
  }
}

/** Remembers the choice on this device. */
export function allowDictation(on: boolean): void {
  try {
    if (on) localStorage.setItem(KEY, 'on');
    else localStorage.removeItem(KEY);
  } catch {
    // Without storage it is asked again.
  }
}

/**
 * Listens until it is stopped. `heard` gets every finished piece, `ended` is called once, with the fault when there was one. Gives the way
 * to stop, or null where the browser offers none.
 */
export function dictate(
  lang: 'pl' | 'en',
  { heard, ended }: { heard: (text: string) => void; ended: (fault: DictationFault | null) => void },
): (() => void) | null {
  const Make = maker();
  if (!Make) return null;
  const listener = new Make();
  let fault: DictationFault | null = null;
  listener.lang = LANGUAGE[lang];
  listener.continuous = true;
  listener.interimResults = false;
  listener.onresult = ({ resultIndex, results }) => {
    for (let i = resultIndex; i < results.length; i++) {
      const text = results[i]?.isFinal ? (results[i]?.[0]?.transcript.trim() ?? '') : '';
      if (text !== '') heard(text);
    }
  };
  listener.onerror = ({ error }) => {
    if (error === 'no-speech' || error === 'aborted') return;
    fault = error === 'network' ? 'offline' : /not-allowed|audio-capture/.test(error) ? 'denied' : 'failed';
  };
  listener.onend = () => ended(fault);
  try {
    listener.start();
  } catch {
    ended('failed');
    return null;
  }
  return () => listener.stop();
}

/** A text with what was said behind it: a space between, a capital after the end of a sentence. */
export function withSpeech(text: string, said: string): string {
  const before = text.trimEnd();
  const capital = before === '' || /[.!?…]$/.test(before);
  const piece = capital ? said.charAt(0).toLocaleUpperCase('pl') + said.slice(1) : said;
  return before === '' ? piece : `${before} ${piece}`;
}
