import { counted } from '../plural.ts';

const SECTIONS = { one: 'sekcja', few: 'sekcje', many: 'sekcji', other: 'sekcji' };
const ITEMS = { one: 'pozycja', few: 'pozycje', many: 'pozycji', other: 'pozycji' };
const FAULTS = { one: 'błąd', few: 'błędy', many: 'błędów', other: 'błędu' };

/** The library of checklists and what is wrong in a file that should become one. */
export const templates = {
  title: 'Biblioteka list',
  sub: 'Treść list kontrolnych, ich wersje i pliki',
  summary: (sections: number, items: number) => `${counted('pl', sections, SECTIONS)}, ${counted('pl', items, ITEMS)}`,
  forWhom: (kinds: string) => `dla: ${kinds}`,
  asForm: 'XLSForm (ODK, Kobo)',
  asJson: 'JSON',
  kindQuestion: 'Rodzaj podmiotu',
  score: 'Wynik',
  importTitle: 'Nowa wersja z pliku',
  importBody:
    'Plik JSON takiej postaci jak eksport albo arkusz XLSForm (.xlsx): grupy są sekcjami, select_one rating pozycją. Zanim coś opublikujesz, zobaczysz podgląd.',
  choose: 'Wybierz plik',
  isNew: (version: string) => `Nowa lista. Zostanie opublikowana jako wersja ${version}.`,
  follows: (known: string, version: string) =>
    `Ta lista jest już w wersji ${known}. Nowa będzie miała numer ${version}; rozpoczęte listy zachowają swoją wersję.`,
  publish: (version: string) => `Opublikuj wersję ${version}`,
  published: (version: string) =>
    `Opublikowano wersję ${version}. Trafi na urządzenia przy ich najbliższej synchronizacji.`,
  leftovers: 'Czego lista nie przejmuje z pliku:',
  leftover: {
    calculated: (row: number, found: string) => `wiersz ${row}: ${found} – wynik liczy aplikacja według swojej reguły`,
    ignored: (row: number, found: string) => `wiersz ${row}: ${found} – nie należy do listy`,
    'one-language': () => 'napisy są w jednym języku i staną w obu',
  },
  faultsTitle: (n: number) => `Pliku nie można przyjąć: ${counted('pl', n, FAULTS)}`,
  faultsBody: 'Nic nie zostało zmienione. Popraw plik w tych miejscach i wybierz go jeszcze raz.',
  place: (sheet: string, row: number, column: string) =>
    [`arkusz „${sheet}”`, row > 0 ? `wiersz ${row}` : '', column ? `kolumna „${column}”` : '']
      .filter(Boolean)
      .join(', '),
  textPlace: (line: number, column: number) => `wiersz ${line}, znak ${column}`,
  notJson: 'Tu tekst przestaje być poprawnym JSON.',
  fileFaults: {
    TemplateTooLarge: 'Plik jest za duży na listę kontrolną (najwyżej 2 MB).',
    TemplateUnknown: 'To nie jest ani JSON, ani skoroszyt .xlsx.',
    TemplateBroken: 'Skoroszyt jest uszkodzony i nie da się go odczytać. Zapisz go jeszcze raz jako .xlsx.',
  },
  jsonFaults: {
    shape: 'Brakuje tu wartości albo ma ona złą postać.',
    unknown: 'Takiego pola lista nie ma.',
    id: 'Identyfikator się powtarza albo nie pasuje do sekcji lub do rodzaju podmiotu.',
  },
  faults: {
    FormSheet: (found: string) => `Brakuje arkusza „${found}” albo jest pusty.`,
    FormColumn: (found: string) => `Brakuje kolumny „${found}”.`,
    FormEmpty: () => 'Komórka jest pusta, a musi coś zawierać.',
    FormType: (found: string) =>
      `Typu „${found}” lista nie zna. Możliwe: begin_group, end_group, select_one rating, text, image, calculate.`,
    FormName: (found: string) =>
      `Nazwa „${found}” może mieć tylko małe litery bez znaków, cyfry i kropki, jak „s1.n.1”.`,
    FormTwice: (found: string) => `Nazwa już wystąpiła: ${found} (w nawiasie jej pierwszy wiersz).`,
    FormOutside: (found: string) => `Pozycja „${found}” stoi poza grupą.`,
    FormNested: (found: string) => `Grupa w grupie: grupa „${found}” nie została jeszcze zamknięta.`,
    FormUnclosed: (found: string) => `Grupa „${found}” nie ma swojego end_group.`,
    FormUnopened: () => 'To end_group nie zamyka żadnej grupy.',
    FormNoItems: (found: string) =>
      found ? `W grupie „${found}” nie ma ani jednej pozycji.` : 'Nie ma ani jednej grupy z pozycjami.',
    FormList: (found: string) => `Listy wyboru „${found}” nie można użyć. Pozycje mają listę „rating”.`,
    FormChoices: (found: string) => `Lista „rating” ma mieć dokładnie: met, partly, not, na. Nie pasuje: „${found}”.`,
    FormRelevant: (found: string) =>
      `Warunku „${found}” lista nie umie zapisać. Pozycję można zawęzić tylko do rodzaju: \${kind} = 'CIS' lub \${kind} = 'KIS'.`,
    FormReference: (found: string) => `Odwołanie do „${found}”, którego wyżej nie ma.`,
    FormPart: (found: string) =>
      `„${found}”: nazwa pozycji zaczyna się od nazwy grupy i kropki, a text i image należą do pozycji i nazywają się jak ona z końcówką .reason lub .photo.`,
    FormWeight: (found: string) => `Waga „${found}”: możliwe są 1, 2 albo 3.`,
    FormEvidence: (found: string) => `Dowód „${found}”: możliwe są document, interview, photo, none.`,
    FormProduct: (found: string) => `Produkt „${found}”: możliwa jest litera od a do f.`,
    FormKinds: (found: string) => `„${found}”: możliwe są CIS, KIS, NGO, PARTNERSHIP, GMINA, VISIT_REPORT.`,
    FormVersion: (found: string) => `Wersja „${found}”: trzy liczby z kropkami, na przykład 1.1.0.`,
    FormId: (found: string) => `Identyfikator „${found}”: małe litery bez znaków, cyfry i pojedyncze łączniki.`,
    FormShape: (found: string) => `Nie pasuje do listy: ${found}`,
  },
};
