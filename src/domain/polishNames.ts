/** Given names that are common in Poland, with everyday short forms. Source: the PESEL register’s yearly lists, shortened. */
const NAMES =
  `Ada Agata Agnieszka Aleksandra Alicja Alina Aldona Amelia Aneta Anna Antonina Ania Asia Barbara Basia Beata Bernadetta Bogumiła Bogusława Bożena Bronisława Cecylia Celina Czesława Dagmara Danuta Daria Dominika Dorota Edyta Elżbieta Ela Emilia Ewa Ewelina Felicja Gabriela Genowefa Grażyna Halina Hanna Helena Henryka Ilona Irena Iwona Iza Izabela Jadwiga Jagoda Janina Joanna Jolanta Jola Józefa Julia Justyna Kamila Karolina Kasia Katarzyna Kazimiera Kinga Klaudia Krystyna Krysia Laura Lena Leokadia Lidia Lucyna Ludwika Łucja Magda Magdalena Maja Małgorzata Małgosia Maria Marianna Mariola Marlena Marta Martyna Maryla Marzena Michalina Mirosława Monika Natalia Nina Ola Olga Oliwia Otylia Patrycja Paulina Regina Renata Roksana Róża Sabina Sandra Stanisława Stefania Sylwia Tamara Teresa Tola Urszula Wanda Weronika Wiesława Wiktoria Wioletta Władysława Zdzisława Zofia Zosia Zuzanna
Adam Adrian Albert Aleksander Alfred Andrzej Antoni Arkadiusz Artur Bartek Bartłomiej Bartosz Bogdan Bogusław Bolesław Bronisław Cezary Czesław Damian Daniel Dariusz Darek Dawid Dominik Edward Emil Eryk Eugeniusz Fabian Filip Franciszek Gabriel Grzegorz Grzesiek Henryk Hubert Ignacy Ireneusz Jacek Jakub Jan Janek Janusz Jarosław Jerzy Józef Juliusz Kacper Kamil Karol Kazimierz Konrad Krystian Krzysiek Krzysztof Kuba Lech Leon Leszek Lucjan Ludwik Łukasz Maciej Maciek Marcel Marcin Marek Marian Mariusz Mateusz Michał Mieczysław Mikołaj Mirosław Norbert Oskar Patryk Paweł Piotr Piotrek Przemysław Radosław Rafał Remigiusz Robert Roman Ryszard Rysiek Sebastian Sławomir Stanisław Staszek Stefan Szymon Tadeusz Tomasz Tomek Waldemar Wacław Wiesław Wiesiek Wiktor Witold Władysław Włodzimierz Wojciech Wojtek Zbigniew Zbyszek Zdzisław Zenon Zygmunt`.split(
    /\s+/,
  );

/** Surnames that do not show by their ending; the most frequent ones. */
const SURNAMES =
  `Nowak Mazur Król Wróbel Stępień Sikora Baran Duda Bąk Lis Zając Wójcik Kaczmarek Wieczorek Jabłoń Gołąb Górka Kania Sowa Kot Kozioł Kubik Madej Kurek Janik Cichoń Bielak Wrona Sroka Czajka Kruk Kuc Gajda Kuś Zych Drozd Malec Wilk Kopeć Kołodziej Cieśla Bednarz Kowal Pająk Polak Czech Niemiec Tkacz Skiba Siwiec Rak Mróz Gawron Kaleta Klimek Urban Dudek Gajek Łach Pająk Misiak Krupa Żak Wójtowicz Szulc Szymczak Kos Mucha Maj`.split(
    ' ',
  );

const SOFT: readonly (readonly [RegExp, string])[] = [
  [/r$/, 'rze'],
  [/k$/, 'ce'],
  [/g$/, 'dze'],
  [/ł$/, 'le'],
  [/t$/, 'cie'],
  [/d$/, 'dzie'],
  [/s$/, 'sie'],
];

/** The forms of a name or surname in the cases of Polish, in small letters; some of them do not exist, which does no harm. */
function formsOf(name: string, family = false): string[] {
  const word = name.toLowerCase();
  if (/[yi]$/.test(word)) {
    const stem = word.endsWith('y') ? word.slice(0, -1) : word;
    return [word, ...['ego', 'emu', 'm', 'ym'].map((end) => stem + end)];
  }
  const feminine = /[ao]$/.test(word);
  const stem = feminine ? word.slice(0, -1) : word.replace(/(?<=.)i?e(?=[kł]$)/, '').replace(/ą(?=b$)/, 'ę');
  const ends = feminine
    ? ['a', 'o', 'y', 'i', 'e', 'ie', 'ę', 'ą', 'u']
    : ['a', 'owi', 'em', 'iem', 'u', 'ie', 'e', ...(family ? ['ów', 'owie', 'ami', 'om', 'owa', 'owej', 'ową'] : [])];
  const soft = SOFT.filter(([last]) => last.test(stem)).map(([last, to]) => stem.replace(last, to));
  return [word, ...ends.map((end) => stem + end), ...soft];
}

const given = new Set(NAMES.flatMap((name) => formsOf(name)));
const surnames = new Set(SURNAMES.flatMap((name) => formsOf(name)));

/** Endings that surnames have, in every case. */
const SURNAME =
  /(?:sk|ck|dzk)(?:i|a|iego|iemu|im|iej|ą|ich|imi)$|(?:scy|ccy|dzcy)$|(?:wicz|czyk|czak|niak|szak|siak|ciak|lak|rek|uk|czuk|ior|ień|usz|arz)(?:a|owi|iem|em|u|ie|ów|owie|owa|owej|ową)?$|(?:czk|zyk|iak|lak)(?:a|owi|iem|u|ów|owie)$/;

/** Adjectives of regions and of the country that end as surnames do. */
const REGION =
  /^(?:dolnośląsk|kujawsk|lubelsk|lubusk|łódzk|małopolsk|mazowieck|opolsk|podkarpack|podlask|pomorsk|śląsk|świętokrzysk|warmińsk|mazursk|wielkopolsk|zachodniopomorsk|polsk|europejsk|miejsk|wiejsk|gminn|chrześcijańsk|katolick|warszawsk|krakowsk|kościeln|ludzk|obywatelsk|społeczn|biłgorajsk|kraśnick|hrubieszowsk|zamojsk|mińsk|krajeńsk|rolnicz|uniwersyteck|gdańsk|poznańsk)/;

/** True for a form of a given name. */
export function isGivenName(word: string): boolean {
  return given.has(word.toLowerCase());
}

/** True for a word that reads as a surname, whatever the case. */
export function isSurname(word: string): boolean {
  const last = word.toLowerCase().split('-').at(-1) ?? '';
  return surnames.has(last) || (last.length >= 5 && SURNAME.test(last) && !REGION.test(last));
}
