/** Devices of an account: how they stand, and taking their access away. */
export const devices = {
  title: 'Moje urządzenia',
  sub: 'Gdzie to konto jest zalogowane, odłączanie zgubionego telefonu',
  ownBody: 'Zgubiony lub oddany telefon odłącz od razu, także stąd. Na jednym koncie może pracować do pięciu urządzeń.',
  online: 'Lista urządzeń jest na serwerze. Wróć tu, gdy będzie zasięg.',
  here: 'to urządzenie',
  hereBody: 'Na tym urządzeniu pracujesz teraz. Aby je odłączyć, użyj wylogowania.',
  added: 'Dodano',
  contact: 'Ostatni kontakt',
  version: 'Wersja aplikacji',
  unsent: 'Niewysłane zmiany',
  drafts: 'Teksty w trakcie pisania',
  parked: 'Czeka na decyzję',
  refused: 'Nieprzyjęte',
  none: 'brak danych',
  suspects: 'Podejrzenie skopiowanego logowania',
  suspectsBody:
    'Ktoś mógł skopiować dane przeglądarki. Dane na urządzeniu są zaszyfrowane, ale porozmawiaj z tą osobą, zanim dasz jej nowy kod.',
  state: {
    suspect: 'odcięte: podejrzenie kopii',
    revoked: 'dostęp odebrany',
    wipe: 'ma się wyczyścić',
    erased: '✓ wyczyszczone',
  },
  pending: {
    suspect:
      'Tego samego logowania użyto z dwóch miejsc, dlatego urządzenie odcięto. Zadzwoń do tej osoby; z nowym kodem zaloguje się ponownie.',
    revoked: 'Dostęp odebrano. Urządzenie przekaże niewysłane i wyczyści się przy najbliższym połączeniu.',
    wipe: 'Urządzenie wyczyści się przy najbliższym połączeniu, nawet zablokowane.',
  },
  erasedBody: 'Urządzenie potwierdziło, że nie ma już żadnych danych projektu.',
  revoke: 'Odbierz dostęp',
  wipe: 'Wyczyść urządzenie',
  does: {
    revoked:
      'Gdy ktoś odchodzi albo zmienia telefon. Przy najbliższym połączeniu urządzenie najpierw przekaże to, czego nie wysłało (trafi do decyzji koordynatora), a potem usunie klucze, zapisy i zdjęcia. Zablokowane przekaże zapisy od razu; teksty w trakcie pisania i zdjęcia przekaże dopiero po odblokowaniu.',
    wipe: 'Gdy telefon zgubiono lub skradziono. Przy najbliższym połączeniu urządzenie od razu usunie klucze, zapisy i zdjęcia, nawet zablokowane. Niewysłane przepada. Telefon bez sieci wyczyści się dopiero, gdy się połączy; do tego czasu chroni go hasło.',
  },
  sure: {
    revoked: (code: string) => `Odebrać dostęp temu urządzeniu (${code})?`,
    wipe: (code: string) => `Wyczyścić to urządzenie (${code})?`,
  },
  unsentThen: {
    revoked: (n: number) => `Przy ostatnim kontakcie miało niewysłane: ${n}. Zostaną przekazane.`,
    wipe: (n: number) => `Przy ostatnim kontakcie miało niewysłane: ${n}. Przepadną.`,
  },
  noWayBack: 'Tego kroku nie można cofnąć. To samo urządzenie można później dodać nowym kodem.',
  revoked: 'Dostęp odebrany',
  wiped: 'Urządzenie wyczyści się przy najbliższym połączeniu',
};
