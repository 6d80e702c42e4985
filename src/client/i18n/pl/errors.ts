const SAFE = 'Twoje zapisy są bezpieczne na tym urządzeniu.';

/** One entry per error type: what happened, that nothing is lost, what to do. */
export const errors = {
  VisitLocked: {
    title: 'Tego sprawozdania nie można teraz zmienić',
    body: 'Wizyta jest przesłana, przyjęta albo odwołana. Twój zapis pozostał na tym urządzeniu.',
    action: 'Poproś specjalistę ds. jakości o zwrot sprawozdania, a potem popraw je i prześlij ponownie.',
  },
  VisitStep: {
    title: 'Ten krok nie jest teraz możliwy',
    body: 'Stan wizyty zmienił się wcześniej, na przykład na drugim urządzeniu. Treść wizyty jest nienaruszona.',
    action: 'Sprawdź bieżący stan wizyty i wybierz jeden z dostępnych kroków.',
  },
  VisitCosign: {
    title: 'Uzgodnić może tylko druga osoba z pary',
    body: 'Prowadzący wizytę nie potwierdza własnego sprawozdania. Treść wizyty jest nienaruszona.',
    action: 'Poproś drugiego eksperta, aby przeczytał i uzgodnił sprawozdanie na swoim urządzeniu.',
  },
  VisitCosigned: {
    title: 'Sprawozdanie jest już uzgodnione w parze',
    body: 'Druga osoba potwierdziła dokładnie tę treść, dlatego nie można jej teraz zmienić. Twój zapis pozostał na tym urządzeniu.',
    action: 'Wróć do szkicu, popraw i poproś drugą osobę o ponowne uzgodnienie.',
  },
  VisitUnsettled: {
    title: 'W sprawozdaniu są dwie wersje do uzgodnienia',
    body: 'Para zapisała coś różnie. Obie wersje są zachowane.',
    action: 'Wybierzcie jedną wersję w każdym miejscu, a potem uzgodnij sprawozdanie.',
  },
  VisitChanged: {
    title: 'Treść zmieniła się po uzgodnieniu',
    body: 'Druga osoba czytała inną wersję sprawozdania. Nic nie zginęło.',
    action: 'Poproś drugą osobę o ponowne przeczytanie i uzgodnienie.',
  },
  VisitTimes: {
    title: 'Koniec wizyty jest przed jej początkiem',
    body: 'Godziny się nie zgadzają. Pozostałe zapisy są bezpieczne.',
    action: 'Popraw godzinę rozpoczęcia lub zakończenia.',
  },
  RemarksOpen: {
    title: 'Są uwagi bez odpowiedzi',
    body: 'Sprawozdania z otwartą uwagą nie można przyjąć. Wszystko jest zapisane.',
    action: 'Zamknij te uwagi albo zwróć sprawozdanie, żeby eksperci odpowiedzieli.',
  },
  RemarkPlace: {
    title: 'Tej uwagi nie można teraz zmienić',
    body: 'Uwagi dodaje się, zmienia i usuwa tylko wtedy, gdy sprawozdanie jest w przeglądzie. Treść jest zachowana.',
    action: 'Poczekaj, aż sprawozdanie zostanie przesłane ponownie, albo zamknij uwagę.',
  },
  RemarkStep: {
    title: 'Ten krok nie jest teraz możliwy',
    body: 'Stan uwagi zmienił się wcześniej, na przykład na drugim urządzeniu. Treść jest zachowana.',
    action: 'Sprawdź bieżący stan uwagi.',
  },
  RemarkClosed: {
    title: 'Ta uwaga jest już zamknięta',
    body: 'Specjalista ds. jakości zamknął ją wcześniej. Twoja odpowiedź jest zachowana na tym urządzeniu.',
    action: 'Odrzuć swoją zmianę albo poproś specjalistę ds. jakości o otwarcie uwagi.',
  },
  RemarkAnswer: {
    title: 'Brakuje odpowiedzi na uwagę',
    body: 'Uwaga jest z odpowiedzią dopiero wtedy, gdy ktoś z pary coś odpisał. Wszystko jest zapisane.',
    action: 'Napisz odpowiedź i spróbuj ponownie.',
  },
  ReviewPlace: {
    title: 'To sprawozdanie nie jest teraz w przeglądzie',
    body: 'Listą jakości ocenia się tylko przesłane sprawozdanie. Oceny są zachowane.',
    action: 'Poczekaj, aż sprawozdanie zostanie przesłane ponownie.',
  },
  ReviewDone: {
    title: 'Ten przegląd jest już zakończony',
    body: 'Wynik przeglądu jest ustalony razem z decyzją. Oceny są zachowane.',
    action: 'Gdy sprawozdanie wróci, zacznij nowy przegląd.',
  },
  CorrectionOwner: {
    title: 'To działanie należy do innego eksperta',
    body: 'Działanie korygujące zamyka ten, kto je wykonuje, albo specjalista ds. jakości. Treść jest zachowana.',
    action: 'Poproś tę osobę o zamknięcie działania.',
  },
  CorrectionStep: {
    title: 'Ten krok nie jest teraz możliwy',
    body: 'Stan działania zmienił się wcześniej albo nie pozwala na to Twoja rola. Treść jest zachowana.',
    action: 'Sprawdź bieżący stan działania.',
  },
  PhraseEmpty: {
    title: 'Zwrot jest pusty',
    body: 'Nic nie zostało dodane.',
    action: 'Napisz zwrot i dodaj go ponownie.',
  },
  PhraseMany: {
    title: 'Tyle zwrotów się nie mieści',
    body: 'Dla jednego rodzaju notatki można mieć dwadzieścia własnych zwrotów.',
    action: 'Usuń jeden ze zwrotów i dodaj nowy.',
  },
  ConfirmUnrated: {
    title: 'Nie wszystkie pozycje są ocenione',
    body: 'Gotowość potwierdza się na podstawie całej listy. Oceny są bezpieczne.',
    action: 'Oceń brakujące pozycje i potwierdź ponownie.',
  },
  ConfirmScore: {
    title: 'Wynik jest poniżej progu',
    body: 'Gotowość potwierdza dopiero wynik równy progowi albo wyższy. Oceny są bezpieczne.',
    action: 'Uzgodnij działania, które podniosą wynik, i oceń listę ponownie.',
  },
  ConfirmGap: {
    title: 'Na liście jest luka krytyczna',
    body: 'Pozycja o wadze 3 jest niespełniona, więc gotowości nie można potwierdzić. Oceny są bezpieczne.',
    action: 'Usuń lukę, oceń pozycję ponownie i potwierdź.',
  },
  ConfirmRegister: {
    title: 'Brakuje ważnego wpisu do rejestru albo statusu',
    body: 'Karta podmiotu nie ma wpisu ważnego w dniu potwierdzenia. Oceny są bezpieczne.',
    action: 'Uzupełnij numer i ważność wpisu na karcie podmiotu.',
  },
  ConfirmEnd: {
    title: 'Ten termin ważności nie jest możliwy',
    body: 'Potwierdzenie obowiązuje najwyżej rok i nie dłużej niż wpis do rejestru. Pozostałe pola są bez zmian.',
    action: 'Wybierz wcześniejszy dzień.',
  },
  ConfirmFixed: {
    title: 'Wydanego potwierdzenia nie można zmienić',
    body: 'Można je tylko raz wycofać, z podaniem powodu. Potwierdzenie jest nienaruszone.',
    action: 'Wycofaj je z powodem i wydaj nowe, jeśli trzeba.',
  },
  TemplateFixed: {
    title: 'Opublikowanej listy nie można zmienić',
    body: 'Rozpoczęte listy trzymają się swojej wersji, dlatego wersja nigdy się nie zmienia. Lista jest nienaruszona.',
    action: 'Opublikuj następną wersję.',
  },
  TemplateOlder: {
    title: 'Jest już ta wersja albo nowsza',
    body: 'Ktoś opublikował ją wcześniej. Nic nie zostało zmienione.',
    action: 'Wybierz plik jeszcze raz: dostanie następny numer.',
  },
  CodeFormat: {
    title: 'To nie jest pełny kod uczestnika',
    body: 'Kod składa się z numeru podmiotu, sześciu znaków i znaku kontrolnego, na przykład 12-K7Q4ZD-X.',
    action: 'Przepisz kod z karty jeszcze raz, od numeru podmiotu do ostatniego znaku.',
  },
  CodeCheck: {
    title: 'W kodzie jest pomyłka',
    body: 'Znak kontrolny nie pasuje do reszty kodu, więc co najmniej jeden znak jest inny niż na karcie.',
    action: 'Porównaj kod z kartą znak po znaku i popraw go.',
  },
  CodeEntity: {
    title: 'W kodzie jest numer innego podmiotu',
    body: 'Pierwsze dwie cyfry to numer podmiotu od 01 do 30. Tutaj nie zgadzają się z otwartym podmiotem.',
    action: 'Sprawdź, czy otwarty jest właściwy podmiot, i przepisz kod jeszcze raz.',
  },
  Invalid: {
    title: 'Serwer nie przyjął tego zapisu',
    body: 'Wartość nie spełnia zasad formularza. Zapis został na tym urządzeniu i nie zniknie.',
    action: 'Otwórz wskazane pole i popraw je, a zapis zostanie wysłany ponownie.',
  },
  Forbidden: {
    title: 'Twoja rola na to nie pozwala',
    body: 'Tę zmianę może wprowadzić inna osoba w projekcie. Nic nie zostało utracone.',
    action: 'Jeśli to pomyłka, poproś koordynatora o zmianę uprawnień.',
  },
  Parked: {
    title: 'Zmiana czeka na decyzję koordynatora',
    body: 'Nie masz już dostępu do tego podmiotu. Serwer przechowuje całą treść Twojej zmiany, nic nie zginęło.',
    action: 'Koordynator zobaczy ją i zdecyduje. Możesz zostawić ją tutaj albo odrzucić.',
  },
  Gone: {
    title: 'Tego zapisu już nie ma',
    body: 'Ktoś usunął go wcześniej. Twoja zmiana pozostała na tym urządzeniu.',
    action: 'Przywróć zapis ze swojej wersji albo odrzuć zmianę.',
  },
  Erased: {
    title: 'Dane tego uczestnika zostały trwale usunięte',
    body: 'Usunięcia zażądał uczestnik lub podmiot, więc dane nie wrócą. Pozostałe zapisy są nienaruszone.',
    action: 'Nie wpisuj ich ponownie. W razie wątpliwości zapytaj koordynatora.',
  },
  TooLarge: {
    title: 'To jest zbyt duże, żeby wysłać',
    body: 'Tekst lub plik przekracza dopuszczalny rozmiar. Jest zapisany na tym urządzeniu.',
    action: 'Skróć tekst, podziel go na dwie notatki albo zrób mniejsze zdjęcie.',
  },
  ServerBug: {
    title: 'Błąd po stronie serwera',
    body: `To nie Twoja wina. ${SAFE}`,
    action: 'Pracuj dalej. Aplikacja spróbuje ponownie sama.',
  },
  UnknownTable: {
    title: 'Serwer nie zna jeszcze tego rodzaju zapisu',
    body: `Aplikacja jest nowsza niż serwer. ${SAFE}`,
    action: 'Pracuj dalej. Zapis zostanie wysłany, gdy serwer będzie zaktualizowany.',
  },
  Offline: {
    title: 'Bez zasięgu',
    body: 'Wszystko działa dalej. Zapisy czekają na tym urządzeniu.',
    action: 'Pracuj dalej. Wyślemy je, gdy wróci zasięg.',
  },
  CaptivePortal: {
    title: 'Ta sieć Wi-Fi wymaga zalogowania',
    body: `Zamiast serwera odpowiada strona tej sieci. ${SAFE}`,
    action: 'Zaloguj się do sieci w przeglądarce albo włącz dane komórkowe.',
  },
  ServerDown: {
    title: 'Serwer chwilowo nie odpowiada',
    body: SAFE,
    action: 'Pracuj dalej. Aplikacja spróbuje ponownie sama.',
  },
  RateLimited: {
    title: 'Za dużo prób w krótkim czasie',
    body: `Serwer prosi o chwilę przerwy. ${SAFE}`,
    action: 'Poczekaj kilka minut. Aplikacja spróbuje ponownie sama.',
  },
  Unauthorized: {
    title: 'To urządzenie wymaga ponownego połączenia',
    body: `Serwer nie rozpoznał urządzenia. ${SAFE}`,
    action: 'Poproś koordynatora o nowe zaproszenie i otwórz je na tym urządzeniu.',
  },
  Revoked: {
    title: 'Dostęp tego urządzenia został odebrany',
    body: 'Koordynator odłączył to urządzenie, na przykład po zgłoszeniu zgubienia. Nowe dane nie będą wysyłane.',
    action: 'Skontaktuj się z koordynatorem. Nie usuwaj aplikacji, dopóki niewysłane zapisy nie są zabezpieczone.',
  },
  UpgradeNeeded: {
    title: 'Potrzebna jest nowa wersja aplikacji',
    body: `Serwer nie przyjmuje już danych z tej wersji. ${SAFE}`,
    action: 'Zaktualizuj aplikację. Zapisy zostaną wysłane zaraz potem.',
  },
  InvitationUnknown: {
    title: 'Nie znamy tego zaproszenia',
    body: 'Odnośnik lub kod jest niepełny albo zawiera pomyłkę.',
    action: 'Otwórz odnośnik jeszcze raz albo przepisz kod znak po znaku.',
  },
  InvitationExpired: {
    title: 'Zaproszenie straciło ważność',
    body: 'Zaproszenia działają tylko przez określony czas.',
    action: 'Poproś koordynatora o nowe zaproszenie.',
  },
  DeviceWiped: {
    title: 'To urządzenie zostało odłączone i ma się wyczyścić',
    body: 'Koordynator polecił usunąć z niego wszystkie dane projektu.',
    action: 'Jeśli to pomyłka, poproś koordynatora o nowe zaproszenie.',
  },
  OwnDevice: {
    title: 'Nie można odłączyć urządzenia, na którym pracujesz',
    body: 'Odcięłoby Ci to dostęp w trakcie pracy.',
    action: 'Na tym urządzeniu użyj wylogowania w ustawieniach.',
  },
  InvitationUsed: {
    title: 'To zaproszenie zostało już użyte',
    body: 'Każde zaproszenie łączy jedno urządzenie.',
    action: 'Poproś koordynatora o kolejne zaproszenie dla tego urządzenia.',
  },
  TooManyTries: {
    title: 'Za dużo błędnych prób',
    body: `Dostęp jest na chwilę wstrzymany, żeby nikt nie zgadł kodu. ${SAFE}`,
    action: 'Poczekaj, aż minie podany czas, i spróbuj jeszcze raz.',
  },
  Quota: {
    title: 'Kończy się miejsce w tym urządzeniu',
    body: 'Dotychczasowe zapisy są bezpieczne, ale ostatniego nie udało się zapisać.',
    action: 'Zwolnij miejsce w telefonie albo wyślij zdjęcia, a potem zapisz jeszcze raz. Nie zamykaj tej strony.',
  },
  StorageBroken: {
    title: 'Nie można odczytać pamięci aplikacji',
    body: 'Przeglądarka zgłasza uszkodzenie danych. To, co serwer potwierdził, jest bezpieczne na serwerze.',
    action: 'Nie usuwaj aplikacji. Uruchom telefon ponownie, a jeśli to nie pomoże, skontaktuj się z koordynatorem.',
  },
  Unreadable: {
    title: 'Części zapisów nie da się odczytać',
    body: 'Pamięć telefonu uszkodziła zapisy, których serwer jeszcze nie ma. Nic nie zostało usunięte, reszta działa.',
    action: 'Nie usuwaj aplikacji i skontaktuj się z koordynatorem.',
  },
  JournalDamaged: {
    title: 'Część dziennika zmian jest uszkodzona',
    body: 'Serwer potwierdził te zmiany i je ma. Ten telefon nie mógłby mu ich jednak oddać po awarii.',
    action: 'Nie musisz nic robić. Koordynator widzi to przy tym urządzeniu.',
  },
  JournalShort: {
    title: 'Serwer mógł stracić część Twoich dawnych zmian',
    body: 'Odtworzono go z kopii zapasowej, a części zmian potwierdzonych po niej ten telefon już nie przechowuje. Oddał wszystkie, które miał.',
    action: 'Sprawdź, czy w swoich wizytach nic nie brakuje. Koordynator widzi to przy tym urządzeniu.',
  },
  ParkedDeclined: {
    title: 'Koordynator nie przyjął tej zmiany',
    body: 'Nie masz dostępu do tego podmiotu, a koordynator zdecydował, że zmiana nie zostanie wpisana. Treść jest tutaj cała.',
    action: 'Zapytaj koordynatora o powód. Zmianę możesz zostawić do wglądu albo odrzucić.',
  },
  StorageBlocked: {
    title: 'Aplikacja jest otwarta w drugim oknie',
    body: `Starsze okno blokuje dostęp do danych. ${SAFE}`,
    action: 'Zamknij pozostałe okna aplikacji i spróbuj ponownie.',
  },
  StorageNewer: {
    title: 'Dane zapisała nowsza wersja aplikacji',
    body: `Ta wersja jest starsza i ich nie zmieni. ${SAFE}`,
    action: 'Połącz się z siecią i otwórz aplikację ponownie, aby ją zaktualizować.',
  },
  Stalled: {
    title: 'Synchronizacja utknęła',
    body: `Serwer lub pamięć nie odpowiadały przez półtorej minuty. ${SAFE}`,
    action: 'Aplikacja spróbuje ponownie sama. Jeśli to się powtarza, zamknij ją i otwórz jeszcze raz.',
  },
  NoSealKey: {
    title: 'To urządzenie nie ma jeszcze klucza do pliku',
    body: `Klucz przychodzi przy pierwszym kontakcie z serwerem. ${SAFE}`,
    action: 'Połącz się z serwerem choć raz. Potem plik można zapisać także bez zasięgu.',
  },
  NothingUnsent: {
    title: 'Nie ma czego zapisać do pliku',
    body: 'Serwer ma każdy zapis z tego urządzenia.',
    action: 'Nic nie musisz robić.',
  },
  ImportDamaged: {
    title: 'Ten plik jest uszkodzony',
    body: 'Jego treść zmieniono albo nie dotarła cała. Nic z niego nie wczytano.',
    action: 'Poproś o ten sam plik jeszcze raz, przesłany inną drogą.',
  },
  ImportTooLarge: {
    title: 'Ten plik jest za duży',
    body: 'Tekst w pliku awaryjnym ma najwyżej 8 MB. Nic z niego nie wczytano.',
    action: 'Wybierz plik, którego nazwa zaczyna się od «trzy-sfery» i kończy na «.sealed».',
  },
  ImportForeign: {
    title: 'To nie jest plik awaryjny z tego serwera',
    body: 'Plik pochodzi skądinąd albo zapisano go dla innego serwera. Nic z niego nie wczytano.',
    action: 'Wybierz plik, którego nazwa zaczyna się od «trzy-sfery» i kończy na «.sealed».',
  },
  DeviceSuspect: {
    title: 'Tego logowania użyto z dwóch miejsc',
    body: `Ktoś mógł skopiować dane logowania, dlatego serwer odciął to urządzenie. ${SAFE}`,
    action: 'Zadzwoń do koordynatora. Z nowym kodem zalogujesz się ponownie, a niewysłane zapisy pójdą na serwer.',
  },
  DevicesFull: {
    title: 'To konto ma już pięć urządzeń',
    body: 'Na jednym koncie może pracować najwyżej pięć urządzeń naraz. Kod nie został zużyty.',
    action:
      'Wyloguj urządzenie, którego już nie używasz, albo poproś koordynatora, aby je odłączył, i wpisz kod ponownie.',
  },
  LastCoordinator: {
    title: 'To jedyny czynny koordynator',
    body: 'Bez koordynatora nikt nie mógłby zarządzać kontami. Konto pozostało bez zmian.',
    action: 'Najpierw utwórz lub włącz konto drugiego koordynatora.',
  },
  CodeTaken: {
    title: 'Taki kod uczestnika już istnieje',
    body: 'Ten kod ma inny uczestnik. Dotychczasowe zapisy są nienaruszone.',
    action: 'Znajdź uczestnika na liście albo wylosuj nowy kod.',
  },
  ReceiptMismatch: {
    title: 'Serwer zapisał coś innego, niż wysłano',
    body: 'Treść zmieniła się w drodze. Twoja wersja jest cała na tym urządzeniu.',
    action: 'Wyślij zapis ponownie. Jeśli to się powtórzy, zgłoś to koordynatorowi.',
  },
  OutcomeVerified: {
    title: 'Efekt jest zweryfikowany',
    body: 'Kryteria i dowody, które przeczytała druga osoba, są zamknięte. Twój zapis pozostał na tym urządzeniu.',
    action: 'Otwórz ocenę na nowo, a potem popraw; weryfikacja będzie potrzebna jeszcze raz.',
  },
  VerifyOwn: {
    title: 'Własnej oceny nie można zweryfikować',
    body: 'Potwierdza zawsze druga osoba. Ocena i dowody są bezpieczne.',
    action: 'Poproś innego eksperta ds. efektów kształcenia o przeczytanie dowodów.',
  },
  VerifyForeign: {
    title: 'Weryfikację podpisuje ten, kto ją robi',
    body: 'Zapis wskazuje inną osobę albo powstał razem z zapisem na program. Ocena i dowody są bezpieczne.',
    action: 'Zweryfikuj efekt jeszcze raz na swoim koncie.',
  },
  VerifyNothing: {
    title: 'Nie ma oceny do zweryfikowania',
    body: 'Efekt nie jest teraz oceniony jako osiągnięty. Dowody są bezpieczne.',
    action: 'Poczekaj na nową ocenę; wróci na listę do weryfikacji.',
  },
  VerifyReason: {
    title: 'Zwrot wymaga powodu',
    body: 'Bez powodu nie wiadomo, co poprawić. Ocena i dowody są bezpieczne.',
    action: 'Napisz, czego brakuje, i zwróć jeszcze raz.',
  },
  AssessedAnew: {
    title: 'Ocena zmieniła się w międzyczasie',
    body: 'Ktoś ocenił ten efekt na nowo po tym, jak go otworzono. Nic nie zginęło.',
    action: 'Przeczytaj nową ocenę i zdecyduj jeszcze raz.',
  },
  EnrolmentUsed: {
    title: 'Na tym programie są już zapisy',
    body: 'Dowody, obecności albo weryfikacje zostałyby bez programu, dlatego nie można go usunąć.',
    action: 'Zmień stan uczestnictwa albo planowany koniec programu.',
  },
  AlreadyEnrolled: {
    title: 'Ta osoba uczestniczy już w tym programie',
    body: 'Zapis, który już jest, pozostał bez zmian. Nic nie zostało utracone.',
    action: 'Otwórz istniejący przebieg szkolenia albo wybierz inny program.',
  },
  OtherVariant: {
    title: 'Program nie pasuje do rodzaju podmiotu',
    body: 'CIS prowadzi programy w wariancie CIS, a KIS w wariancie KIS. Nic nie zostało utracone.',
    action: 'Wybierz wariant programu odpowiedni dla tego podmiotu.',
  },
  ContentMissing: {
    title: 'Tego programu lub listy nie ma w tej wersji aplikacji',
    body: 'Zapisy są bezpieczne, brakuje tylko treści, do której się odnoszą.',
    action: 'Zaktualizuj aplikację, gdy będzie połączenie.',
  },
  PhotoEmpty: {
    title: 'Ten plik jest pusty',
    body: 'Nie ma w nim ani jednego bajtu, więc nic nie dodano. Pozostałe zapisy są bezpieczne.',
    action: 'Zrób zdjęcie jeszcze raz albo wybierz inny plik.',
  },
  PhotoTooLarge: {
    title: 'Ten plik jest za duży na zdjęcie',
    body: 'Przyjmujemy pliki do 25 MB. Nic nie dodano, pozostałe zapisy są bezpieczne.',
    action: 'Zrób zdjęcie tutaj, przyciskiem «Zrób zdjęcie», albo wybierz mniejszy plik.',
  },
  PhotoNotAnImage: {
    title: 'Tego pliku nie da się odczytać jako zdjęcia',
    body: 'To nie jest zdjęcie, jest uszkodzone albo w formacie, którego przeglądarka nie zna. Pozostałe zapisy są bezpieczne.',
    action: 'Zrób zdjęcie tutaj albo wybierz plik JPEG lub PNG.',
  },
  PhotoTooManyPixels: {
    title: 'To zdjęcie ma za dużo punktów',
    body: 'Jego otwarcie mogłoby zawiesić telefon, więc nic nie dodano. Pozostałe zapisy są bezpieczne.',
    action: 'Zrób zdjęcie tutaj albo zmniejsz je i wybierz jeszcze raz.',
  },
  PhotoQuota: {
    title: 'Nie ma miejsca na to zdjęcie',
    body: 'Kończy się pamięć tego urządzenia. Zdjęcia nie dodano, ale teksty nadal się zapisują.',
    action: 'Zwolnij miejsce w telefonie albo wyślij wcześniejsze zdjęcia, a potem zrób je jeszcze raz.',
  },
  BlobMismatch: {
    title: 'Plik zmienił się w drodze do serwera',
    body: 'Po trzech próbach serwer wciąż dostał coś innego. Oryginał jest cały na tym urządzeniu.',
    action: 'Spróbuj wysłać w innej sieci. Jeśli to się powtórzy, zgłoś to koordynatorowi.',
  },
  SiteFull: {
    title: 'Pliki tego podmiotu zajęły całe miejsce na serwerze',
    body: 'Serwer nie przyjmie kolejnych. Oryginał jest bezpieczny na tym urządzeniu.',
    action: 'Usuń zbędne zdjęcia albo poproś koordynatora o więcej miejsca, a potem wyślij ponownie.',
  },
  SoundUnreadable: {
    title: 'Serwer nie rozpoznał tego nagrania',
    body: 'Plik nie wygląda na dźwięk. Jest nadal na tym urządzeniu.',
    action: 'Nagraj jeszcze raz, a to nagranie usuń.',
  },
  MicDenied: {
    title: 'Aplikacja nie ma dostępu do mikrofonu',
    body: 'Przeglądarka lub telefon nie pozwala nagrywać. Pozostałe zapisy są bezpieczne.',
    action: 'Zezwól na mikrofon w ustawieniach tej strony albo zapisz notatkę tekstem.',
  },
  NotFound: {
    title: 'Nie ma takiej strony',
    body: 'Adres jest nieaktualny albo zapis nie należy do Twoich podmiotów. Twoje zapisy są nienaruszone.',
    action: 'Wróć do ekranu Dziś i wybierz zapis z listy.',
  },
  SecretWrong: {
    title: 'To nie jest właściwe hasło lub kod',
    body: 'Po kilku pomyłkach następna próba musi poczekać. Nic się przy tym nie usuwa.',
    action: 'Wpisz jeszcze raz albo wybierz «Nie pamiętam hasła».',
  },
  SecretClosed: {
    title: 'Hasło już nie otwiera tego urządzenia',
    body: 'Było dziesięć pomyłek z rzędu. Zapisy są nienaruszone i nadal zaszyfrowane.',
    action: 'Odblokuj palcem lub twarzą albo poproś koordynatora o jednorazowy kod.',
  },
  PinOver: {
    title: 'Kod PIN już nie działa',
    body: 'Było pięć pomyłek albo minęło 12 godzin. Zapisy są nienaruszone.',
    action: 'Otwórz hasłem.',
  },
  PinWeak: {
    title: 'Ten kod PIN łatwo zgadnąć',
    body: 'Kod ma od 6 do 12 cyfr i nie jest ciągiem ani powtórzeniem. Zapisy są nienaruszone.',
    action: 'Wpisz inny kod.',
  },
  PassphraseShort: {
    title: 'Hasło jest za krótkie',
    body: 'Ma mieć co najmniej 10 znaków. Zapisy są nienaruszone.',
    action: 'Dodaj jeszcze jedno słowo.',
  },
  PassphraseCommon: {
    title: 'To hasło zgaduje się najpierw',
    body: 'Jest na liście najczęstszych albo powtarza kilka znaków. Zapisy są nienaruszone.',
    action: 'Wybierz cztery zwykłe słowa, które razem nic nie znaczą.',
  },
  CannotStretch: {
    title: 'Telefon nie ma teraz siły sprawdzić hasła',
    body: 'Zabrakło pamięci. Hasło nie jest błędne, a zapisy są nienaruszone.',
    action: 'Zamknij inne aplikacje i spróbuj ponownie.',
  },
  PasskeyUnsupported: {
    title: 'Ta przeglądarka nie otwiera palcem ani twarzą',
    body: 'Brakuje jej potrzebnej funkcji. Zapisy są nienaruszone.',
    action: 'Używaj hasła.',
  },
  PasskeyCancelled: {
    title: 'Nie odblokowano palcem ani twarzą',
    body: 'Sprawdzanie przerwano. Zapisy są nienaruszone.',
    action: 'Spróbuj ponownie albo otwórz hasłem.',
  },
  PasskeyLast: {
    title: 'Hasła już tu nie ma, więc palec lub twarz musi zostać',
    body: 'Po dziesięciu pomyłkach hasło przestało otwierać. Zapisy są nienaruszone.',
    action: 'Najpierw ustaw nowe hasło w tym miejscu, a potem usuń palec lub twarz.',
  },
  PasskeyChanged: {
    title: 'Ten palec lub twarz już nie otwiera',
    body: 'Telefon odpowiada inaczej niż przy dodaniu. Zapisy są nienaruszone.',
    action: 'Otwórz hasłem i dodaj palec lub twarz jeszcze raz.',
  },
  NoRecovery: {
    title: 'Kodem nie da się otworzyć tego urządzenia',
    body: 'Serwer nie ma dla niego właściwej części klucza. Zapisy zostają zaszyfrowane na urządzeniu.',
    action: 'Spróbuj przypomnieć sobie hasło; nie usuwaj danych i powiedz koordynatorowi.',
  },
  PersonUnknown: {
    title: 'Nie ma danych o tym kodzie',
    body: 'Serwer nie zna takiego kodu albo jego dane już usunięto.',
    action: 'Sprawdź kod w podmiocie, który prowadzi klucz.',
  },
  CodesDiffer: {
    title: 'Kody nie są takie same',
    body: 'Niczego nie usunięto.',
    action: 'Wpisz jeszcze raz dokładnie ten sam kod.',
  },
  TooManyDisclosures: {
    title: 'Dziś nie można wydać więcej danych z tego konta',
    body: 'Jedno konto wydaje w ciągu doby dane najwyżej 50 osób. To zabezpieczenie przed wyniesieniem całej bazy.',
    action: 'Wróć jutro albo poproś drugiego koordynatora.',
  },
  Unexpected: {
    title: 'Coś poszło nie tak',
    body: `Wystąpił błąd w aplikacji. ${SAFE}`,
    action: 'Spróbuj ponownie. Jeśli to się powtórzy, zgłoś to koordynatorowi.',
  },
};
