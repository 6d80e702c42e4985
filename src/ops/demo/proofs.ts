import type { Method } from '#domain/ledger.ts';

/** What experts of the demo write as evidence, by kind. Invented; no persons. */
export const proofs: Readonly<Record<Method, readonly string[]>> = {
  observation: [
    'Wykonała zadanie w całości bez podpowiedzi, w warunkach ćwiczebnych w pracowni.',
    'Podczas zajęć w kuchni zachowała kolejność czynności, raz poprosiła o sprawdzenie.',
    'W odegranej scence zapytała o zgodę i wyjaśniła, co będzie robić.',
    'Pracował w parze, zauważył zagrożenie i sam przerwał czynność.',
  ],
  task: [
    'Przygotowała plan tygodnia dla opisanego przypadku; poprawki dotyczyły tylko godzin.',
    'Wypełniony karnet czynności: 9 z 10 pozycji poprawnie, jedna uzupełniona po uwadze.',
    'Posiłek dla 12 osób wydany na czas, temperatura zapisana w arkuszu.',
    'Sprzątanie mieszkania treningowego według listy; odbiór bez zastrzeżeń.',
  ],
  talk: [
    'W rozmowie podała pięć czynności usługi i trzy, których nie wykonuje.',
    'Wyjaśnił własnymi słowami, komu zgłasza wątpliwości i kiedy wzywa pomoc.',
    'Omówiła dwa przypadki, wskazała naruszenie poufności i właściwe zachowanie.',
  ],
  test: [
    'Test 10 pytań: 9 poprawnych, próg 7.',
    'Krótki sprawdzian z zasad bezpieczeństwa: 14 z 16 punktów.',
    'Test praktyczny ze stoperem: zmieściła się w czasie, jedna drobna pomyłka.',
  ],
  portfolio: [
    'Teczka: trzy karty pracy, zdjęcie stanowiska i notatka instruktora z praktyki.',
    'Zbiór z czterech tygodni: dzienniczek praktyk i opinia miejsca praktyki.',
    'Teczka z jadłospisem, kalkulacją i wzorem zamówienia.',
  ],
};

/** Why the learning-outcomes expert of the demo sends an assessment back: without a description, or with a thin one. */
export const returns: Readonly<Record<'bare' | 'thin', readonly string[]>> = {
  bare: [
    'Brak opisu dowodu. Dopisz, jakie było zadanie i jaki wynik.',
    'Nie ma dowodu do tego efektu. Dodaj choć jedną obserwację z datą.',
  ],
  thin: [
    'Opis dotyczy grupy, a nie tej osoby. Uzupełnij, co zrobiła sama.',
    'Z dowodu nie wynika drugie kryterium. Dopisz albo zaplanuj próbę.',
    'Sama rozmowa to za mało przy tym efekcie: potrzebne jest zadanie praktyczne.',
  ],
};
