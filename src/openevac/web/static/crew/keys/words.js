// Seven drawn words for phones without a hardware secret: the twin of openevac/vault/passphrases.py.

import { utf8 } from "../../keeper/bytes.js";
import { Refusal } from "../../keeper/refusal.js";
import { plainPassphrase } from "../../keeper/stretching.js";

export const WORDS_IN_A_PHRASE = 7;
const CONSONANTS = "бвдзклмнпрстч";
const VOWELS = "аоуі";
const NOT_TO_BE_SAID = new Set([
  "сука", "суку", "дура", "дуру", "попа", "попу", "кака", "кала", "раба", "рабу", "вата", "вату", "міна", "міну",
  "рана", "рану", "тіла", "тіло", "тілу", "мука", "муку", "біда", "біду", "кара", "кару", "кати", "ката", "кату",
  "палу",
]);
const LOOKALIKES = Object.fromEntries([..."aoyikmpct"].map((latin, at) => [latin, "аоуікмрст"[at]]));

const SYLLABLES = [...CONSONANTS].flatMap((consonant) => [...VOWELS].map((vowel) => consonant + vowel));
export const WORD_LIST = SYLLABLES.flatMap((first) =>
  SYLLABLES.filter((second) => second !== first && !NOT_TO_BE_SAID.has(first + second)).map((second) => first + second),
);
const KNOWN = new Set(WORD_LIST);

/** Draws seven words. @returns {string[]} */
export function newWords() {
  return Array.from({ length: WORDS_IN_A_PHRASE }, () => WORD_LIST[drawn(WORD_LIST.length)]);
}

/** Gives a number below `most`, each as likely as any other. @param {number} most */
function drawn(most) {
  const fair = 2 ** 32 - (2 ** 32 % most);
  for (;;) {
    const [number] = crypto.getRandomValues(new Uint32Array(1));
    if (number < fair) return number % most;
  }
}

/** Gives the eighth word, which tells whether seven were typed as drawn. @param {string[]} words */
export async function checkWord(words) {
  const digest = await crypto.subtle.digest("SHA-256", utf8(`openevac check word 1\0${words.join(" ")}`));
  return WORD_LIST[Number(new DataView(digest).getBigUint64(0) % BigInt(WORD_LIST.length))];
}

/** Reads seven typed words, with or without the check word; says which one is wrong, never what was typed. @param {string} typed */
export async function readWords(typed) {
  const plain = [...plainPassphrase(typed)].map((sign) => LOOKALIKES[sign] ?? sign).join("");
  const words = plain.split(" ").filter(Boolean);
  if (words.length !== WORDS_IN_A_PHRASE && words.length !== WORDS_IN_A_PHRASE + 1) {
    throw new Refusal("words_not_seven", { count: words.length });
  }
  const unknown = words.findIndex((word) => !KNOWN.has(word));
  if (unknown >= 0) throw new Refusal("word_unknown", { number: unknown + 1 });
  const seven = words.slice(0, WORDS_IN_A_PHRASE);
  if (words.length > WORDS_IN_A_PHRASE && words[WORDS_IN_A_PHRASE] !== (await checkWord(seven))) {
    throw new Refusal("check_word_wrong");
  }
  return seven;
}
