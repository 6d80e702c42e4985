import type { Row } from '#domain/tables.ts';

/** A note as it may be written: what it is about, and whether it fits the first half of the test only or the second. */
export interface NoteText {
  sphere: Row<'note'>['sphere'];
  kind: Row<'note'>['kind'];
  product: Row<'note'>['product'];
  text: string;
  when?: 'early' | 'late';
}

type Line = [kind: NoteText['kind'], product: NoteText['product'], text: string, when?: NoteText['when']];

const first: Line[] = [
  [
    'fact',
    null,
    'Gmina szacuje, że w ciągu dwóch lat będzie potrzebować od sześciu do ośmiu opiekunek środowiskowych.',
  ],
  [
    'fact',
    'a',
    'Kierownik OPS otrzymał ofertę podmiotu na piśmie; odpowiedź ma przyjść w ciągu dwóch tygodni.',
    'early',
  ],
  [
    'fact',
    'a',
    'Podpisano porozumienie z OPS o wspólnym kierowaniu osób na zajęcia i wymianie informacji o potrzebach.',
    'late',
  ],
  [
    'fact',
    'b',
    'Podmiot spisał usługi, do których przygotowuje uczestników: opieka w domu, sprzątanie, pomoc w zakupach.',
  ],
  ['fact', 'c', 'W katalogu kwalifikacji brakuje wymagań dla asystenta osoby z niepełnosprawnością.', 'early'],
  ['fact', 'c', 'Katalog kwalifikacji uzupełniono o źródło wymagań i poziom PRK dla każdego stanowiska.', 'late'],
  ['fact', 'd', 'Zajęcia z podstaw opieki odbywają się dwa razy w tygodniu po cztery godziny; frekwencja jest dobra.'],
  ['fact', 'd', 'Zajęcia praktyczne odbywają się w mieszkaniu treningowym użyczonym przez gminę.'],
  ['fact', 'e', 'Pracownia ma łóżko pielęgnacyjne i fantom; brakuje podnośnika i wózka do ćwiczeń.', 'early'],
  [
    'fact',
    'e',
    'Dostarczono podnośnik i wózek; instruktor przeprowadził pierwsze ćwiczenia w grupach po trzy osoby.',
    'late',
  ],
  [
    'fact',
    'f',
    'Dwie osoby po zakończeniu zajęć podjęły pracę u realizatora usług opiekuńczych na podstawie umowy zlecenia.',
    'late',
  ],
  [
    'opinion',
    'a',
    'Współpraca z OPS opiera się na znajomościach, a nie na procedurze; zmiana kierownika może ją przerwać.',
    'early',
  ],
  ['opinion', 'a', 'Kontakt z realizatorami usług stał się regularny i ma stały kalendarz spotkań.', 'late'],
  [
    'opinion',
    'd',
    'Program jest dobrze ułożony, ale liczba godzin praktyki nie wystarcza do samodzielnej pracy w domu podopiecznego.',
  ],
  ['opinion', 'd', 'Uczestnicy uczą się chętniej, gdy zajęcia odbywają się w prawdziwym mieszkaniu, a nie w sali.'],
  [
    'opinion',
    'f',
    'Losy uczestników po zakończeniu zajęć są znane tylko z rozmów; potrzebny jest prosty zapis po trzech miesiącach.',
  ],
  ['quote', 'a', '„Wcześniej nikt z gminy nie pytał nas, ile osób możemy przygotować do pracy w usługach”.'],
  ['quote', 'd', '„Najwięcej nauczyłam się wtedy, gdy poszłyśmy z opiekunką do dwóch domów”.'],
  ['quote', 'b', '„Ludzie dzwonią i pytają o pomoc dla rodziców, a my dopiero uczymy się mówić, co potrafimy”.'],
  [
    'idea',
    'a',
    'Wspólny, kwartalny przegląd potrzeb kadrowych: podmiot, OPS, PUP i realizatorzy usług przy jednym stole.',
  ],
  ['idea', 'd', 'Dzień próbny u realizatora usług już w drugim miesiącu zajęć, zanim uczestnik wybierze kierunek.'],
  ['idea', 'e', 'Wypożyczanie sprzętu do ćwiczeń między sąsiednimi podmiotami zamiast zakupu w każdym z nich.'],
  ['idea', 'f', 'Jednostronicowe potwierdzenie przygotowania, zrozumiałe dla pracodawcy i dla uczestnika.'],
];

const second: Line[] = [
  [
    'fact',
    null,
    'Rada gminy przyjęła uchwałę o rozwoju usług społecznych, która wymienia podmioty ekonomii społecznej.',
    'late',
  ],
  ['fact', null, 'Gmina nie podjęła jeszcze decyzji, które usługi chce uruchomić w najbliższym roku.', 'early'],
  ['fact', 'a', 'Animator OWES odbył dwa spotkania z osobami zainteresowanymi założeniem spółdzielni socjalnej.'],
  ['fact', 'b', 'Pakiet usług obejmuje sprzątanie, przygotowanie posiłków i drobne naprawy w domach osób starszych.'],
  ['fact', 'c', 'Trzy osoby z grupy założycielskiej mają ukończony kurs z zakresu higieny żywności.'],
  [
    'fact',
    'd',
    'Warsztat o kosztach i cenie usługi poprowadził doradca OWES; uczestnicy policzyli cenę jednego obiadu.',
  ],
  ['fact', 'd', 'Grupa przygotowała pierwszą wersję opisu przedsięwzięcia i podziału zadań.', 'late'],
  ['fact', 'e', 'Kuchnia w świetlicy wiejskiej została udostępniona na zajęcia dwa razy w tygodniu.'],
  ['fact', 'f', 'Grupa założycielska złożyła wniosek o dotację na utworzenie miejsc pracy.', 'late'],
  [
    'opinion',
    'c',
    'W grupie są osoby z dobrymi umiejętnościami praktycznymi, brakuje natomiast kogoś, kto poprowadzi rozliczenia.',
  ],
  [
    'opinion',
    'd',
    'Uczestnicy boją się odpowiedzialności finansowej; temat wymaga spokojnego powtórzenia na przykładach.',
    'early',
  ],
  [
    'opinion',
    'd',
    'Po wizycie w działającej spółdzielni grupa zaczęła mówić „nasza firma” i planować konkretne usługi.',
    'late',
  ],
  ['opinion', 'a', 'Samorząd chętnie wspiera pomysł w rozmowach, ale nie zapisał jeszcze żadnego zobowiązania.'],
  [
    'opinion',
    'f',
    'Grupa jest gotowa organizacyjnie, choć pierwsze miesiące bez stałego zlecenia będą ryzykowne.',
    'late',
  ],
  ['quote', 'd', '„Gotować umiem od lat, tylko nigdy nie liczyłam, ile to naprawdę kosztuje”.'],
  ['quote', 'a', '„Jeśli gmina powie, czego potrzebuje, to my się do tego przygotujemy”.'],
  ['quote', 'f', '„W pięć osób damy radę, sam bym się na to nie zdecydował”.'],
  [
    'idea',
    'd',
    'Wizyta studyjna w spółdzielni socjalnej z sąsiedniego powiatu, połączona z rozmową o pierwszym roku działania.',
  ],
  ['idea', 'e', 'Użyczenie lokalu po zamkniętej szkole na czas rozruchu zamiast wynajmu na wolnym rynku.'],
  ['idea', 'b', 'Zacząć od jednej usługi zamawianej co tydzień i dopiero potem rozszerzać ofertę.'],
];

const third: Line[] = [
  ['fact', null, 'Gmina zleca dziś usługi opiekuńcze firmie spoza powiatu; umowa kończy się z końcem roku.', 'early'],
  [
    'fact',
    'a',
    'Podmiot otrzymał pierwsze zlecenie w trybie małego grantu na prace porządkowe przy świetlicach.',
    'late',
  ],
  ['fact', 'a', 'W zapytaniu ofertowym gminy zastosowano klauzulę społeczną.', 'late'],
  ['fact', 'b', 'Katalog usług możliwych do zlecenia liczy {n} pozycji; każda ma opis zakresu i sposobu wyceny.'],
  [
    'fact',
    'c',
    'Instruktor sprawdza kwalifikacje zespołu przed przyjęciem zlecenia, ale nie zapisuje wyniku.',
    'early',
  ],
  ['fact', 'd', 'Przy zleceniu pracuje {n} osób w parach: jedna doświadczona, druga ucząca się.'],
  [
    'fact',
    'e',
    'Podmiot ma samochód dostawczy i komplet sprzętu do sprzątania; brakuje miejsca do przechowywania środków.',
  ],
  ['fact', 'e', 'Wprowadzono kartę wydania sprzętu i odzieży ochronnej.', 'late'],
  ['fact', 'f', 'Zleceniodawca ocenia wykonanie w prostej ankiecie; ostatnie trzy oceny były dobre.', 'late'],
  [
    'opinion',
    'a',
    'Urzędnicy odpowiedzialni za zamówienia nie znają możliwości powierzania zadań podmiotom zatrudnienia socjalnego.',
  ],
  [
    'opinion',
    'd',
    'Zlecenie ma sens reintegracyjny tylko wtedy, gdy w planie dnia zostaje czas na naukę i omówienie pracy.',
  ],
  [
    'opinion',
    'f',
    'Terminowość poprawiła się wyraźnie, odkąd jedna osoba odpowiada za kontakt ze zleceniodawcą.',
    'late',
  ],
  ['opinion', 'c', 'Zespół poradzi sobie z większym zleceniem, jeśli podmiot zapewni drugiego instruktora.'],
  ['quote', 'f', '„Pierwszy raz ktoś podziękował nam na piśmie za dobrze wykonaną pracę”.', 'late'],
  ['quote', 'a', '„Chcielibyśmy zlecać więcej, tylko musimy wiedzieć, kto odpowiada za jakość”.'],
  ['quote', 'e', '„Sprzęt mamy, ale bez magazynu co rano zaczynamy od szukania”.'],
  [
    'idea',
    'a',
    'Krótkie szkolenie dla pracowników gminy: w jakich trybach można zlecić usługę podmiotowi zatrudnienia socjalnego.',
  ],
  ['idea', 'f', 'Karta zlecenia z trzema pytaniami dla odbiorcy usługi: czy na czas, czy dokładnie, czy grzecznie.'],
  ['idea', 'e', 'Wspólny magazyn sprzętu dla dwóch podmiotów z tej samej gminy.'],
];

const general: Line[] = [
  ['fact', null, 'W zajęciach uczestniczy obecnie {n} osób; dwie kolejne są w trakcie kwalifikacji.'],
  ['fact', null, 'Omówiono ustalenia z poprzedniej wizyty; większość została wykonana w terminie.', 'late'],
  ['fact', null, 'Przedstawiono cel testu, zasady ochrony danych i dobrowolność udziału.', 'early'],
  ['fact', null, 'Wpis do rejestru jest aktualny; zmiana adresu prowadzenia zajęć została zgłoszona wojewodzie.'],
  ['fact', null, 'Zespół liczy cztery osoby; stanowisko doradcy zawodowego jest nieobsadzone od kwartału.'],
  ['fact', null, 'Plan zajęć na bieżący miesiąc wisi w widocznym miejscu i zgadza się z dziennikiem.'],
  ['opinion', null, 'Zespół jest otwarty na zmiany, ale brakuje mu czasu na prowadzenie dokumentacji testu.'],
  [
    'opinion',
    null,
    'Widać postęp od poprzedniego przeglądu: dokumenty są uporządkowane, a odpowiedzi konkretne.',
    'late',
  ],
  ['opinion', null, 'Największą barierą jest dojazd; ostatni autobus odjeżdża przed końcem zajęć.'],
  ['quote', null, '„Dobrze, że ktoś przyjeżdża regularnie, bo wtedy rzeczy nie odkłada się na później”.'],
  ['quote', null, '„Lista pytań pomogła nam zobaczyć, czego nigdy nie spisaliśmy”.'],
  ['idea', null, 'Łączyć wizyty ekspertów z zebraniem zespołu, aby ustalenia od razu trafiały do planu pracy.'],
  ['idea', null, 'Dowóz uczestników busem gminnym w dni zajęć praktycznych.'],
];

const inSphere =
  (sphere: NoteText['sphere']) =>
  ([kind, product, text, when]: Line): NoteText => ({ sphere, kind, product, text, ...(when && { when }) });

/** All notes the demo may write; invented. `{n}` stands for a small number from five up. */
export const noteTexts: readonly NoteText[] = [
  ...first.map(inSphere(1)),
  ...second.map(inSphere(2)),
  ...third.map(inSphere(3)),
  ...general.map(inSphere(null)),
];

/** What a second sentence may add, by kind of note; a quote stands alone. */
export const additions: Readonly<Record<Exclude<NoteText['kind'], 'quote'>, readonly string[]>> = {
  fact: [
    'Potwierdza to dokument okazany podczas wizyty.',
    'Informację potwierdziły dwie osoby z zespołu.',
    'Stan sprawdzono na miejscu.',
    'Szczegóły są w dokumentacji podmiotu.',
    'Do sprawdzenia przy następnej wizycie.',
    'Tak samo było podczas poprzedniej wizyty.',
  ],
  opinion: [
    'Oboje eksperci oceniają to tak samo.',
    'Ocena wymaga potwierdzenia przy kolejnej wizycie.',
    'Podobny wniosek płynie z rozmów w innych gminach.',
    'Zespół podmiotu zgadza się z tą oceną.',
    'Warto wrócić do tego w rozmowie z gminą.',
  ],
  idea: [
    'Zespół chce to wypróbować w najbliższym kwartale.',
    'Koszt jest niewielki, potrzebna jest zgoda gminy.',
    'Pomysł do przekazania zespołowi projektu.',
    'Warto sprawdzić, czy ktoś już tak działa.',
    'Do omówienia przy kolejnej wizycie.',
  ],
};
