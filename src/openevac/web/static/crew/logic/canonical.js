// Plain data as one text that is the same in every language: docs/sync.md, "Canonical JSON". Twin of fold_ops.py.

const isHigh = (/** @type {number} */ unit) => unit >= 0xd800 && unit < 0xdc00;

/**
 * Compares texts by code points; JavaScript's own order is that of UTF-16 units, which puts U+1F691 before U+FF5E.
 * @param {string} one @param {string} other @returns {number} below, at or above 0
 */
export function compareTexts(one, other) {
  const length = Math.min(one.length, other.length);
  let at = 0;
  while (at < length && one.charCodeAt(at) === other.charCodeAt(at)) at += 1;
  if (at === length) return one.length - other.length;
  // The difference may lie in the second half of a letter.
  const from = at > 0 && isHigh(one.charCodeAt(at - 1)) ? at - 1 : at;
  return pointAt(one, from) - pointAt(other, from) || pointAt(one, at) - pointAt(other, at);
}

/** @param {string} text @param {number} at @returns {number} */
const pointAt = (text, at) => /** @type {number} */ (text.codePointAt(at));

/**
 * Writes plain data: texts, whole numbers, null, lists, and objects with their keys in order.
 * @param {any} plain @returns {string}
 */
export function canonicalJson(plain) {
  if (Array.isArray(plain)) return `[${plain.map(canonicalJson).join(",")}]`;
  if (plain !== null && typeof plain === "object") {
    const keys = Object.keys(plain).sort(compareTexts);
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(plain[key])}`).join(",")}}`;
  }
  if (typeof plain === "number" && !Number.isSafeInteger(plain)) throw new RangeError("whole numbers only");
  if (plain !== null && typeof plain !== "number" && typeof plain !== "string") throw new TypeError("no plain data");
  return JSON.stringify(plain);
}

/**
 * Gives an object that takes any key: "__proto__" and "constructor" are names like others.
 * @returns {Record<string, any>}
 */
export const emptyRecord = () => Object.create(null);
