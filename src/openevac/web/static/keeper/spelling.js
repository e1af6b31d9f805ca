// One key for the many spellings of a name or street: the twin of openevac/domain/spelling.py.
// The order of the steps is the meaning; a test compares thousands of names with the Python side.

const RUSSIAN = { ы: "и", э: "е", ё: "е", ъ: "" };
const LATIN_LIKE = "aceopxyikhmtb";
const CYRILLIC_LIKE = "асеорхуікнмтв";
const CYRILLIC = /[а-яёіїєґ]/u;
const APOSTROPHES = /['’‘ʼʹ′`´"”“″]/gu;
const BLANKS = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/gu;
const DOTS_AND_BLANKS = /[.\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/gu;
const HYPHENS_AND_BLANKS = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\-–—]+/gu;
const TYPE_WORDS = new Set([
  "с", "село", "смт", "м", "місто", "селище", "сел", "с-ще", "хутір", "хут", "г", "гор", "город", "пгт", "пос",
  "поселок", "посёлок", "дер", "деревня", "хутор",
]);
const LETTERS = { š: "sh", č: "ch", ž: "zh", ł: "l", ß: "ss", ı: "i" };
const SOUNDS = [
  ["shch", "W"], ["szcz", "W"], ["sch", "W"], ["zgh", "zg"], ["zh", "Z"], ["kh", "X"], ["sh", "S"], ["sz", "S"],
  ["ch", "C"], ["cz", "C"], ["ts", "T"], ["tz", "T"], ["ck", "k"], ["x", "ks"], ["c", "T"], ["q", "k"], ["w", "v"],
  ["h", "g"],
];
const STEMS = [
  ["волч", "вовч"], ["долг", "довг"], ["толст", "товст"], ["желт", "жовт"], ["больш", "велик"],
  ["двуреч", "дворіч"], ["ольх", "вільх"], ["камен", "камян"], ["никол", "микол"], ["никит", "микит"],
  ["александр", "олександр"], ["алексе", "олексі"], ["елен", "олен"], ["анно", "ганні"], ["констант", "костянт"],
  ["трофим", "трохим"], ["казач", "козач"], ["колодез", "колодяз"], ["узлов", "вузлов"], ["красн", "червон"],
  ["октябрьск", "жовтнев"], ["северн", "північн"], ["южн", "південн"], ["перв", "перш"], ["втор", "друг"],
  ["пчел", "бджіл"], ["цвет", "квіт"], ["дубров", "дібров"], ["рождествен", "різдвян"], ["счастлив", "щаслив"],
  ["солнечн", "сонячн"], ["средн", "середн"], ["раздол", "роздол"], ["рассох", "розсох"], ["беспал", "безпал"],
  ["глубок", "глибок"], ["научн", "науков"], ["камыш", "комиш"], ["оват", "уват"], ["еват", "уват"],
  ["заря", "зоря"], ["островерх", "гостроверх"], ["водолаж", "водолаз"],
];
const RUSSIAN_COLLECTIVE = /([лнсдтзчжш])ье(?![\p{L}\p{N}_])/gu;
// The national romanisation of Ukrainian, small letters.
const ROMAN = {
  а: "a", б: "b", в: "v", г: "h", ґ: "g", д: "d", е: "e", є: "ie", ж: "zh", з: "z", и: "y", і: "i", ї: "i", й: "i",
  к: "k", л: "l", м: "m", н: "n", о: "o", п: "p", р: "r", с: "s", т: "t", у: "u", ф: "f", х: "kh", ц: "ts", ч: "ch",
  ш: "sh", щ: "shch", ю: "iu", я: "ia",
};
const ROMAN_FIRST = { є: "ye", ї: "yi", й: "y", ю: "yu", я: "ya" };

/** @param {string} text @param {string} cut */
const parts = (text, cut) => text.split(cut).filter(Boolean);

/** Gives a name as it is spelled, without case, apostrophes, hyphens and words for "village". @param {string} text */
export function plainName(text) {
  let words = text.normalize("NFC").replace(EDGES, "").toLowerCase().replace(APOSTROPHES, "");
  if (CYRILLIC.test(words)) words = parts(words.replace(BLANKS, " "), " ").map(mendScript).join(" ");
  const bare = withoutType(parts(words.replace(DOTS_AND_BLANKS, " "), " ")).join(" ");
  return parts(bare.replace(HYPHENS_AND_BLANKS, " "), " ").join(" ");
}
const EDGES = new RegExp(`^${BLANKS.source}|${BLANKS.source}$`, "gu");

/** Gives the middle key: equal for all faithful spellings in Ukrainian and Latin letters. @param {string} text */
export function foldName(text) {
  const words = plainName(text).replace(/[ыэёъ]/gu, (sign) => RUSSIAN[sign]);
  return parts(words, " ").map((word) => foldLatin(romanised(word))).join(" ");
}

/** Gives the loose key: equal for most Russian spellings of a Ukrainian name as well. @param {string} text */
export function kinName(text) {
  let key = foldName(text.toLowerCase().replace(RUSSIAN_COLLECTIVE, "$1$1я"));
  for (const [russian, ukrainian] of foldedStems()) key = key.replaceAll(russian, ukrainian);
  key = key.replace(/[io]/g, "e").replace(/[aeu]*([aeu])/g, "$1");
  return key.replace(/([^aeu])\1/gu, "$1");
}

/** Turns Latin lookalikes inside a Cyrillic word into the letters they stand for. @param {string} word */
function mendScript(word) {
  return CYRILLIC.test(word) && /[a-z]/.test(word) ? cyrillicLookalikes(word) : word;
}

/** @param {string} word */
export function cyrillicLookalikes(word) {
  return word.replace(/[a-z]/g, (sign) => CYRILLIC_LIKE[LATIN_LIKE.indexOf(sign)] ?? sign);
}

/** @param {string[]} words */
const withoutType = (words) => (words.length > 1 && TYPE_WORDS.has(words[0]) ? words.slice(1) : words);

/** @param {string} word */
function romanised(word) {
  const first = word
    .replace(/[ьЬ'’ʼ]/gu, "")
    .replace(/зг/gu, "zgh")
    .replace(/(?<![\p{L}\p{N}_])[єїйюя]/gu, (sign) => ROMAN_FIRST[sign]);
  return first.replace(/[а-яіїєґ]/gu, (sign) => ROMAN[sign] ?? sign).toLowerCase();
}

/** @param {string} word */
function foldLatin(word) {
  let folded = word.replace(/[ščžłßı]/gu, (sign) => LETTERS[sign]);
  // What Python calls combining has a class of its own other than 0: marks that neither stand nor enclose.
  folded = folded.normalize("NFKD").replace(/\p{Mn}/gu, "");
  for (const [group, sign] of SOUNDS) folded = folded.replaceAll(group, sign);
  return folded.replace(/[iyj]+(?=[aeou])/g, "").replace(/[iyj]+/g, "i");
}

/** @type {[string, string][] | undefined} */
let stems;

/** @returns {[string, string][]} */
function foldedStems() {
  stems ??= STEMS.map(([russian, ukrainian]) => [foldName(russian), foldName(ukrainian)]);
  return stems;
}
