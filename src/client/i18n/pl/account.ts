/** Joining: how a device becomes somebody's. */
export const account = {
  title: 'Konto',
  joinTitle: 'Dodaj to urządzenie',
  joinBody: 'Wpisz jednorazowy kod od koordynatora. Potem aplikacja działa także bez zasięgu.',
  againTitle: 'Zaloguj się ponownie',
  againBody:
    'Serwer nie rozpoznaje już tego urządzenia. Twoje niewysłane zapisy czekają tutaj i wyślą się po zalogowaniu nowym kodem.',
  code: 'Kod zaproszenia',
  codeHint: '16 znaków w grupach po cztery, np. ABCD-1234-EFGH-5678. Wielkość liter nie ma znaczenia.',
  join: 'Dodaj to urządzenie',
  privacy: 'Aplikacja zna Cię tylko pod kodem, np. E-07. Nie podawaj tu nazwisk ani haseł.',
  iosTitle: 'Na iPhonie najpierw zainstaluj aplikację',
  iosBody:
    'W Safari wybierz «Udostępnij», potem «Do ekranu początkowego», otwórz Trzy Sfery z ekranu i dopiero tam wpisz kod. Zapisy z Safari nie przechodzą do zainstalowanej aplikacji.',
  missingTitle: 'Nie ma takiej strony',
  missingBody: 'Adres jest nieaktualny albo zapis nie jest dostępny na tym urządzeniu.',
  goToday: 'Przejdź do Dziś',
};
