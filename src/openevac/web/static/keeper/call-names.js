// The shortest names a crew needs at a door, and notes without what leads further: no surname, number or date.

import { GIVEN_NAMES } from "./given-names.js";
import { kinName } from "./spelling.js";

const PATRONYMIC = /(ович|йович|евич|ьович|івна|ївна|овна|евна|лліч|кіч|мич)$/iu;
const SURNAME = /(енко|ченко|чук|щук|юк|ський|ська|цький|цька|зький|зька|ишин|ів|їв|ов|ова|ев|ева|єв|єва|ін|іна|їн|їна|ак|як|ець|ко)$/iu;
const WORDS = /[\p{L}’ʼ'`-]+/gu;
/** A phone, a document or a date: at least six digits, however they are grouped. */
const MANY_DIGITS = /\+?\d(?:[\s()./-]*\d){5,}/gu;
/** What a surname keeps when it is bent: "Гончар" stands in "Гончарем", "Шевчук" in "Шевчуки". */
const BENT_BY = 2;
const LEAST_STEM = 4;
const LEFT_OUT = "…";

/** @type {Set<string> | undefined} */
let known;

/** @param {string} word */
function isGiven(word) {
  known ??= new Set(GIVEN_NAMES.map((one) => kinName(one)));
  return known.has(kinName(word));
}

/** @param {string} word */
const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);
/** @param {string} word */
const initial = (word) => `${word.charAt(0).toUpperCase()}.`;

/**
 * Gives the words of a name, and which of them is the given name; -1 where that is not sure.
 * @param {string} name
 */
function parts(name) {
  const words = name.match(WORDS) ?? [];
  const patronymic = words.findIndex((word, at) => at > 0 && PATRONYMIC.test(word));
  if (patronymic > 0 && (words.length > 2 || isGiven(words[0]))) return { words, given: patronymic - 1 };
  const sure = words.flatMap((word, at) => (isGiven(word) ? [at] : []));
  if (sure.length === 1) return { words, given: sure[0] };
  const plain = sure.filter((at) => !SURNAME.test(words[at]));
  return { words, given: plain.length === 1 ? plain[0] : -1 };
}

/**
 * Gives what each person of a stop is called: the given name; with an initial where two share it; initials alone where
 * nobody can tell which word is the given name, for a surname must not be guessed to be one.
 * @param {Record<string, string>} names by code @returns {Record<string, string>}
 */
export function callNames(names) {
  const read = Object.entries(names).map(([code, name]) => ({ code, ...parts(name) }));
  const plain = read.map(({ words, given }) => (given < 0 ? "" : capital(words[given])));
  /** @type {Record<string, string>} */
  const called = {};
  read.forEach(({ code, words, given }, at) => {
    if (given < 0) called[code] = words.map(initial).join(" ");
    else if (plain.filter((one) => one === plain[at]).length < 2) called[code] = plain[at];
    else called[code] = [plain[at], ...words.filter((_, place) => place !== given).slice(0, 1).map(initial)].join(" ");
  });
  return called;
}

/**
 * Takes out of a note the surnames and patronymics of these people, bent or not, and everything that looks like a
 * phone, a document or a date.
 * @param {string} note @param {string[]} names of who leaves @param {string} asker who rang: a name or a word ("сусідка")
 */
export function shortNote(note, names, asker) {
  const bare = note.replace(MANY_DIGITS, LEFT_OUT);
  const others = [...names.flatMap(besidesGiven), ...besidesGiven(asker).filter((word) => word !== word.toLowerCase())];
  return bare.replace(WORDS, (word) => (others.some((one) => isOf(one, word)) ? LEFT_OUT : word));
}

/** @param {string} name */
function besidesGiven(name) {
  const { words, given } = parts(name);
  return words.filter((word, at) => at !== given && word.length > 1);
}

/** Whether a word of a note is a name, bent or not; short names as they are only. @param {string} name @param {string} word */
function isOf(name, word) {
  const [own, found] = [name.toLowerCase(), word.toLowerCase()];
  return own.length <= LEAST_STEM ? own === found : found.startsWith(own.slice(0, Math.max(LEAST_STEM, own.length - BENT_BY)));
}
