export const update = {
  available: 'Jest nowa wersja',
  body: 'Twoje zapisy zostają na tym urządzeniu. Aktualizacja trwa kilka sekund.',
  now: 'Zaktualizuj teraz',
  later: 'Później',
  failedTitle: 'Nowa wersja nie mogła otworzyć danych na tym urządzeniu',
  failedBody: (version: string) =>
    `Zostaje obecna wersja i działa dalej, wszystkie zapisy są na miejscu. Koordynator dowie się o wersji ${version} przy najbliższym połączeniu.`,
  understood: 'Rozumiem',
  done: 'Aplikacja jest aktualna',
};
