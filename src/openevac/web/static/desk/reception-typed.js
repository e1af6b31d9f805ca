// What somebody at the desk types: a code, a number of a request, or a name. Pure: no page, no keys.

const CODE_LETTERS = "АЕКМНТХ";
const LATIN = { A: "А", E: "Е", K: "К", M: "М", H: "Н", T: "Т", X: "Х" };
/** A code of letters alone is told from a name by its hyphen. */
const LETTERS_ONLY = new RegExp(`^[${CODE_LETTERS}]{3}-[${CODE_LETTERS}]{3}$`);
const MOST_FOUND = 8;

/** Tells whether what was typed may be sent: it names nobody. @param {string} typed */
export function isCode(typed) {
  const plain = typed.trim().toUpperCase().replace(/[AEKMHTX]/g, (sign) => LATIN[sign]);
  const letters = plain.replace(/[^\p{L}]/gu, "");
  return LETTERS_ONLY.test(plain) || (/\d/.test(plain) && letters.length <= 6);
}

/** @param {string} text */
const bare = (text) => text.normalize("NFC").toLowerCase().replace(/['’ʼ`-]/g, "").replace(/\s+/g, " ").trim();

/**
 * Gives the codes of people whose name holds every word that was typed, in the order they stand.
 * @param {string} typed @param {ReadonlyMap<string, string>} names code -> name
 * @returns {{code: string, name: string}[]}
 */
export function foundByName(typed, names) {
  const words = bare(typed).split(" ").filter(Boolean);
  if (words.length === 0 || words.join("").length < 2) return [];
  return [...names]
    .filter(([, name]) => words.every((word) => bare(name).split(" ").some((part) => part.startsWith(word))))
    .slice(0, MOST_FOUND)
    .map(([code, name]) => ({ code, name }));
}
