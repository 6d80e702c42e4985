import { counted } from '../plural.ts';

const EDITS = {
  one: 'niewysłana zmiana',
  few: 'niewysłane zmiany',
  many: 'niewysłanych zmian',
  other: 'niewysłanej zmiany',
};
const FILES = {
  one: 'niewysłany plik',
  few: 'niewysłane pliki',
  many: 'niewysłanych plików',
  other: 'niewysłanego pliku',
};

const named = (edits: number, files: number): string =>
  [edits > 0 && counted('pl', edits, EDITS), files > 0 && counted('pl', files, FILES)].filter(Boolean).join(', ');

/** Signing this device out: what stays and what goes. */
export const signOut = {
  title: 'Wylogować to urządzenie?',
  nothing: 'Serwer ma wszystko, co tu zapisano.',
  unsent: (edits: number, files: number) => `Tylko na tym urządzeniu: ${named(edits, files)}.`,
  keepTitle: 'Zostaw dane zaszyfrowane',
  keepBody:
    'Zapisy zostają tu zaszyfrowane pod Twoim hasłem; nikt inny ich nie otworzy. Niewysłane wyślą się, gdy wrócisz z nowym kodem od koordynatora.',
  keep: 'Wyloguj i zostaw dane',
  keepOffline: 'Do wylogowania potrzebny jest serwer. Bez zasięgu wystarczy zablokować aplikację.',
  destroyTitle: 'Usuń dane z tego urządzenia',
  destroyBody:
    'Znikną stąd klucze, zapisy, kolejka i zdjęcia. To, co ma serwer, zostaje na serwerze. Tego kroku nie można cofnąć.',
  agree: (edits: number, files: number) => `Rozumiem, że przepadnie: ${named(edits, files)}`,
  destroy: 'Wyloguj i usuń dane',
  waits: (code: string, n: number) =>
    n > 0 ? `${code}: zaszyfrowane, czeka na wysłanie ${n}` : `${code}: zaszyfrowane, wszystko wysłane`,
  waitsTitle: 'Na tym telefonie zostały dane',
  waitsBody: 'Otworzy je tylko ta osoba: jednorazowym kodem i swoim hasłem.',
};
