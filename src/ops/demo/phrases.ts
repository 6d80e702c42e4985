import type { Rating } from '#domain/checklist.ts';
import type { SiteKind } from '#domain/site.ts';

/** Aims of visits that may come at any time of the test. */
export const aims = [
  'Przegląd współpracy z OPS i realizatorami usług w gminie.',
  'Ocena programu zajęć i postępów uczestników.',
  'Uzgodnienie katalogu usług, do których podmiot przygotowuje uczestników.',
  'Sprawdzenie wykonania ustaleń z poprzedniej wizyty.',
  'Rozmowa z instruktorami o zajęciach praktycznych.',
  'Przegląd zaplecza: pracownie, sprzęt, odzież ochronna.',
  'Praca nad opisem usług i zasadami wyceny.',
  'Spotkanie z grupą założycielską i animatorem OWES.',
  'Omówienie możliwości zlecania usług przez gminę.',
  'Przegląd dokumentacji: porozumienia, plan zajęć, dziennik.',
  'Konsultacja programu przygotowania kadr do usług opiekuńczych.',
  'Ustalenie kwalifikacji wymaganych na poszczególnych stanowiskach.',
  'Rozmowa z uczestnikami o przebiegu zajęć i planach po ich zakończeniu.',
  'Przygotowanie spotkania partnerów lokalnych.',
  'Ocena przebiegu pierwszych zleceń i zadowolenia odbiorców.',
  'Omówienie potrzeb kadrowych na najbliższe dwa lata.',
  'Wsparcie zespołu w opisaniu efektów uczenia się.',
  'Obserwacja zajęć praktycznych i rozmowa po zajęciach.',
  'Sprawdzenie gotowości do przyjęcia kolejnej grupy uczestników.',
  'Przegląd ryzyk: kadra, finansowanie, dojazd uczestników.',
  'Omówienie losów osób, które zakończyły udział w zajęciach.',
] as const;

/** Aims of visits that have a place of their own in the test. */
export const openingAim = 'Wizyta otwierająca: cel testu, zasady współpracy, ocena stanu wyjściowego.';
export const reviewAim = 'Okresowa ocena gotowości w trzech sferach współpracy.';
export const finalAim = 'Ocena końcowa: gotowość w trzech sferach i minimalny standard.';

/** What is agreed at the end of a visit. */
export const actionTexts = [
  'Wysłać ofertę podmiotu do realizatorów usług opiekuńczych w gminie.',
  'Uzgodnić z OPS termin wspólnego przeglądu potrzeb kadrowych.',
  'Uzupełnić katalog kwalifikacji o źródło każdego wymagania.',
  'Przygotować projekt porozumienia o współpracy i przesłać do zaopiniowania.',
  'Zaktualizować plan zajęć praktycznych na następny kwartał.',
  'Spisać usługi możliwe do zlecenia wraz ze sposobem wyceny.',
  'Zaprosić animatora OWES na spotkanie z grupą założycielską.',
  'Sprawdzić w urzędzie gminy możliwość zastosowania klauzul społecznych.',
  'Zgłosić wojewodzie zmianę danych objętych rejestrem.',
  'Opracować kartę usługi dla pomocy w domu osoby starszej.',
  'Ustalić zasady wydawania sprzętu i odzieży ochronnej.',
  'Przeprowadzić ankietę wśród odbiorców trzech ostatnich zleceń.',
  'Umówić dzień próbny dla uczestników u realizatora usług.',
  'Zebrać informacje o losach osób, które zakończyły zajęcia.',
  'Uzupełnić dziennik zajęć o godziny z ostatnich dwóch tygodni.',
  'Przygotować wniosek o użyczenie lokalu na zajęcia kulinarne.',
  'Omówić z gminą dowóz uczestników na zajęcia praktyczne.',
  'Wyznaczyć osobę odpowiedzialną za kontakt ze zleceniodawcami.',
  'Zorganizować wizytę studyjną w działającej spółdzielni socjalnej.',
  'Sprawdzić wymagania sanitarne dla przygotowywania posiłków.',
  'Opisać kryteria potwierdzania przygotowania uczestnika do pracy.',
  'Przekazać pracownikom gminy informację o trybach zlecania usług.',
  'Uzgodnić z PUP kierowanie kandydatów na zajęcia od nowego kwartału.',
  'Uzupełnić apteczki i przeprowadzić szkolenie z pierwszej pomocy.',
  'Policzyć koszt jednej godziny usługi razem z dojazdem.',
  'Przejrzeć umowy z praktykodawcami i uzupełnić brakujące podpisy.',
  'Przygotować zestawienie sprzętu, którego brakuje w pracowni.',
] as const;

/** Who carries out what was agreed: functions, never names. */
export const owners = {
  CIS: [
    'Kierownik CIS',
    'Instruktor zawodu',
    'Pracownik socjalny CIS',
    'Doradca zawodowy',
    'Kierownik OPS',
    'Para ekspertów',
  ],
  KIS: [
    'Koordynator KIS',
    'Pracownik socjalny OPS',
    'Doradca zawodowy',
    'Animator zajęć',
    'Kierownik OPS',
    'Para ekspertów',
  ],
} as const;

type Present = readonly [who: string, most: number];

/** Who is present at a visit, with the largest number of them. */
export const present: Readonly<Record<SiteKind, readonly Present[]>> = {
  CIS: [
    ['Kierownik CIS', 1],
    ['Instruktor zawodu', 2],
    ['Pracownik socjalny', 2],
    ['Uczestnicy zajęć', 12],
    ['Kierownik OPS', 1],
    ['Doradca zawodowy', 1],
    ['Przedstawiciel urzędu gminy', 2],
    ['Animator OWES', 1],
  ],
  KIS: [
    ['Koordynator KIS', 1],
    ['Pracownik socjalny OPS', 2],
    ['Animator zajęć', 2],
    ['Uczestnicy zajęć', 9],
    ['Kierownik OPS', 1],
    ['Doradca zawodowy', 1],
    ['Pracownik powiatowego urzędu pracy', 1],
    ['Animator OWES', 1],
  ],
};

/** What an entity says about a visit. */
export const comments = [
  'Wizyta pomogła nam uporządkować zadania na najbliższy miesiąc.',
  'Prosimy o wzór porozumienia z gminą.',
  'Zgadzamy się z ustaleniami; termin może być trudny ze względu na urlopy w zespole.',
  'Potrzebujemy wsparcia przy opisie usług i kalkulacji kosztów.',
  'Rozmowa z uczestnikami była bardzo potrzebna, prosimy o powtórzenie.',
  'Lista kontrolna jest długa, ale dobrze pokazuje, co jeszcze przed nami.',
  'Bez uwag.',
  'Prosimy, aby następna wizyta odbyła się w dniu zajęć praktycznych.',
  'Cieszymy się z postępów; największym kłopotem pozostaje dojazd.',
  'Chcemy zaprosić na kolejne spotkanie przedstawiciela urzędu gminy.',
  'Część ustaleń zależy od decyzji rady gminy, na którą nie mamy wpływu.',
] as const;

/** Two accounts of the same visit, written on two phones at the same time. */
export const contestedComments = [
  'Podmiot prosi o przesunięcie terminu podpisania porozumienia na koniec miesiąca.',
  'Podmiot prosi o przesunięcie terminu podpisania porozumienia do czasu sesji rady gminy.',
] as const;

/** Why the quality specialist sends a report back. */
export const remarks = [
  'Proszę uzupełnić uzasadnienie ocen „Niespełnione” w sferze 3.',
  'Brakuje terminu i osoby odpowiedzialnej przy ustaleniach.',
  'Proszę oddzielić fakty od opinii w notatkach o współpracy z gminą.',
  'Godzina zakończenia wizyty nie zgadza się z opisem przebiegu. Proszę sprawdzić.',
  'Cel wizyty jest zbyt ogólny; proszę dopisać, co konkretnie sprawdzono.',
  'Proszę wskazać źródło informacji o liczbie zleceń.',
  'Uwagi podmiotu są puste, a wizyta dotyczyła ustaleń spornych. Proszę uzupełnić.',
] as const;

/** Remarks pinned to one place of a report. */
export const pinned = {
  note: [
    'Proszę wskazać źródło tej informacji.',
    'To jest opinia, a zapisano ją jako fakt. Proszę rozdzielić.',
    'Ile osób tego dotyczy? Proszę podać liczbę.',
  ],
  action: [
    'Kto konkretnie za to odpowiada? Proszę podać funkcję.',
    'Ten termin wypada przed następną wizytą. Czy jest realny?',
  ],
  item: ['Ta ocena nie ma uzasadnienia.', 'Proszę wskazać dokument, na którym opiera się ta ocena.'],
  report: ['Proszę zaznaczyć, co podmiot ma zrobić w pierwszej kolejności.'],
} as const;

/** What the lead answers to a remark. */
export const answers = [
  'Dopisano źródło: rozmowa z kierownikiem i wgląd w rejestr.',
  'Zgadza się, poprawiono w sprawozdaniu.',
  'Uzgodniono z podmiotem telefonicznie, uzupełniono.',
  'Zostaje bez zmian: dane potwierdzono w dokumencie okazanym na miejscu.',
] as const;

/** Corrective actions and what came of them. */
export const corrections = [
  ['Uzasadniać każdą ocenę inną niż „Spełnione”.', 'Każda ocena ma uzasadnienie od ostatniej wizyty.'],
  ['Przesyłać sprawozdanie do pięciu dni roboczych po wizycie.', 'Dwa ostatnie sprawozdania przesłano w terminie.'],
  ['Oddzielać fakty od opinii już podczas wizyty.', 'Notatki mają teraz właściwy rodzaj.'],
  ['Przećwiczyć formułowanie ustaleń: kto, co, do kiedy.', 'Przećwiczono z drugą osobą z pary.'],
] as const;

/** What the lead adds to a returned report. */
export const mendings = [
  'Uzupełniono po uwagach specjalisty: wskazano źródło informacji i osobę odpowiedzialną.',
  'Uzupełniono po uwagach specjalisty: fakty oddzielono od opinii.',
  'Po sprawdzeniu w dokumentacji podmiotu doprecyzowano opis i terminy.',
] as const;

/** Reasons of ratings, by rating and by what the item may be proved with. They fit any item of that kind. */
export const reasons: Readonly<
  Record<Exclude<Rating, 'na'>, Record<'document' | 'interview' | 'other', readonly string[]>>
> = {
  met: {
    document: [
      'Okazano aktualny dokument, podpisany przez obie strony.',
      'Dokument przyjęto w tym kwartale i jest stosowany na co dzień.',
      'Zapisy są kompletne, sprawdzono trzy losowo wybrane pozycje.',
      'Dokument uzupełniono zgodnie z ustaleniami z poprzedniej wizyty.',
    ],
    interview: [
      'Zespół i uczestnicy opisują to zgodnie.',
      'Rozmowa z kierownikiem i instruktorem potwierdza stałą praktykę.',
      'Partner z gminy potwierdził ustalenia.',
    ],
    other: ['Sprawdzono na miejscu, bez uwag.', 'Stan zgodny z opisem, sprzęt jest w użyciu.'],
  },
  partly: {
    document: [
      'Dokument jest, ale nie był aktualizowany od poprzedniego roku.',
      'Jest projekt dokumentu; brakuje podpisu drugiej strony.',
      'Zapis istnieje, lecz nie obejmuje wszystkich usług z oferty.',
      'Dokument jest ogólny i nie wskazuje osób odpowiedzialnych.',
      'Ustalenia są w wiadomościach e-mail, nie w jednym dokumencie.',
    ],
    interview: [
      'Zespół zna zasadę, ale stosuje ją nieregularnie.',
      'Kierownik i instruktor opisują to różnie.',
      'Kontakt jest, lecz odbywa się doraźnie i bez kalendarza.',
      'Uczestnicy wiedzą o tym tylko częściowo.',
    ],
    other: [
      'Zaplecze wystarcza dla małej grupy, przy pełnej grupie jest za mało miejsca.',
      'Sprzęt jest, lecz część wymaga naprawy.',
      'Rozwiązanie działa w jednej z dwóch pracowni.',
    ],
  },
  not: {
    document: [
      'Podmiot nie ma takiego dokumentu.',
      'Dokument utracił ważność i nie został odnowiony.',
      'Prace nad dokumentem jeszcze się nie zaczęły.',
      'Nie okazano dokumentu; podmiot ma go odszukać do następnej wizyty.',
    ],
    interview: [
      'Zespół nie słyszał o takim wymaganiu.',
      'Nie było dotąd żadnego spotkania w tej sprawie.',
      'Partner nie odpowiedział na zaproszenie do rozmowy.',
      'Nikt w zespole nie odpowiada za to zadanie.',
    ],
    other: [
      'Brak odpowiedniego pomieszczenia.',
      'Sprzętu nie zakupiono z powodu braku środków.',
      'Na miejscu nie stwierdzono takiego rozwiązania.',
    ],
  },
};

/** Pieces of the description of what surrounds an entity. */
export const surroundings = {
  gmina: [
    'Gmina o charakterze rolniczym, z rozproszoną zabudową i słabą komunikacją publiczną.',
    'Gmina z niewielkim miastem, w którym skupiają się szkoły, przychodnia i większość zakładów pracy.',
    'Gmina turystyczna; latem przybywa prac sezonowych, zimą rośnie bezrobocie.',
    'Gmina położona przy trasie krajowej, z dwoma większymi zakładami produkcyjnymi.',
    'Gmina starzejąca się: co czwarty mieszkaniec ukończył 60 lat.',
  ],
  partners: [
    'Działają OPS, dwa stowarzyszenia prowadzące usługi opiekuńcze i koło gospodyń wiejskich.',
    'OPS zleca usługi opiekuńcze firmie zewnętrznej; w powiecie działają WTZ i jedna spółdzielnia socjalna.',
    'Najbliższe OWES i PUP są w mieście powiatowym; współpraca z PUP ma formę porozumienia.',
    'Współpracują OPS, szkoła branżowa i parafialny zespół pomocy.',
    'W powiecie działają ZAZ i dwie spółdzielnie socjalne; organizacje pozarządowe są nieliczne.',
  ],
} as const;
