// Keyed tags: equal for equal phones, houses and names, and nothing else to whoever has no key.
// The twin of openevac/vault/tags.py.

import { hex, joined, utf8 } from "./bytes.js";
import { Refusal } from "./refusal.js";
import { cyrillicLookalikes, kinName } from "./spelling.js";

const TAG_BYTES = 16;
const KATOTTG = /^UA[0-9]{17}$/;
const E164 = /^\+[1-9][0-9]{7,14}$/;
const MERE_STREET = new Set(["вулиця", "вул", "ул", "улица", "street", "str", "vulytsia", "vul"]);
const STREET_WORDS = new Set([
  ...MERE_STREET,
  "провулок", "пров", "переулок", "пер", "проспект", "просп", "пр", "пркт", "бульвар", "бул", "бр", "площа", "пл",
  "площадь", "узвіз", "шосе", "набережна", "наб", "проїзд", "майдан", "мікрорайон", "мкрн", "мкр", "тупик", "туп",
  "лінія",
]);
const BLANK = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const WORD = "[\\p{L}\\p{N}_]";
const HOUSE_WORDS = new RegExp(`(?<!${WORD})(будинок|буд|дом|д|house)(?!${WORD})\\.?${BLANK}*(?=[№\\p{Nd}])`, "gu");
const BLOCK_WORDS = new RegExp(`(корпус|корп|кор|к|block)\\.?${BLANK}*(?=\\p{Nd})`, "gu");
const FLAT_WORDS = new RegExp(`(?<!${WORD})(квартира|кварт|кв|flat|apt)\\.?${BLANK}*(?=\\p{Nd})`, "gu");
const HOUSE_SIGNS = new RegExp(`(?:${BLANK}|[\\-–—.,№"'«»])+`, "gu");

/** @param {string} text */
const small = (text) => text.toLowerCase().replaceAll("ß", "ss").replaceAll("ς", "σ");

/** @param {Uint8Array} key @param {string} e164 */
export function phoneTag(key, e164) {
  if (!E164.test(e164)) throw new Refusal("no_phone", { field: "phones" });
  return tag(key, "phone", e164);
}

/** @param {Uint8Array} key @param {string} katottg @param {string} street @param {string} house @param {string} [flat] */
export function houseTag(key, katottg, street, house, flat = "") {
  if (!KATOTTG.test(katottg)) throw new Refusal("no_place", { field: "place" });
  const number = plainHouse(house);
  if (!/\p{N}/u.test(number)) throw new Refusal("no_house_number", { field: "house" });
  return tag(key, "house", katottg, plainStreet(street), number, plainFlat(flat));
}

/** @param {Uint8Array} key @param {string} surname @param {string} given */
export function nameTag(key, surname, given) {
  const sounds = [kinName(surname), kinName(given)].sort();
  if (!sounds.every(Boolean)) throw new Refusal("half_a_name", { field: "name" });
  return tag(key, "name", ...sounds);
}

/** The tag by which organisations of a coalition see that they hold the same phone. @param {Uint8Array} key @param {string} e164 */
export function claimPhoneTag(key, e164) {
  if (!E164.test(e164)) throw new Refusal("no_phone", { field: "phones" });
  return tag(key, "claim phone", e164);
}

/** @param {Uint8Array} key @param {string} words */
export const rowTag = (key, words) => tag(key, "row", words);

/** Gives a street without its street word, by its sound. @param {string} street */
export function plainStreet(street) {
  const words = foldFree(street).split(" ").filter(Boolean);
  const named = words.filter((word) => !STREET_WORDS.has(word));
  return kinName((named.length ? named : words.filter((word) => !MERE_STREET.has(word))).join(" "));
}

/** Gives a house number without words, blanks and hyphens, its letter in Ukrainian. @param {string} house */
export function plainHouse(house) {
  const text = small(house).replace(HOUSE_WORDS, " ").replace(BLOCK_WORDS, "/");
  return cyrillicLookalikes(text.replace(HOUSE_SIGNS, ""));
}

/** @param {string} flat */
export const plainFlat = (flat) => plainHouse(small(flat).replace(FLAT_WORDS, " "));

/** @param {string} text */
function foldFree(text) {
  return small(text).replace(/[-'’ʼ`]/gu, "").replace(/[^\p{L}\p{N}_]+/gu, " ").trim();
}

/** @param {Uint8Array} key @param {string} use @param {...string} parts */
async function tag(key, use, ...parts) {
  const pieces = [utf8("openevac tag 1")];
  for (const part of [use, ...parts]) {
    const bytes = utf8(part);
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, bytes.length);
    pieces.push(length, bytes);
  }
  const opened = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return hex(new Uint8Array(await crypto.subtle.sign("HMAC", opened, joined(...pieces))).slice(0, TAG_BYTES));
}
