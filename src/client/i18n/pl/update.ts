export const update = {
  available: 'Jest nowa wersja',
  body: 'Twoje zapisy zostają na tym urządzeniu. Aktualizacja trwa kilka sekund.',
  now: 'Zaktualizuj teraz',
  later: 'Później',
  done: 'Aplikacja jest aktualna',
};
