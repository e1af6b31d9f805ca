// What only people with a key see: the fields of each kind and how long they may be, and the cleaning of their text.
// The twin of openevac/vault/identities.py and texts.py.

import { text, utf8 } from "./bytes.js";
import { Refusal } from "./refusal.js";

export const LINE = 200;
export const NOTE = 4_000;
export const STATEMENT = 6_000;
export const PHONE = 32;
export const MOST_PHONES = 10;
const MOST_CHARACTERS = 200_000;

/** By kind and field: the longest text, "phones" for a list of numbers, "point" for [lon, lat] or nothing. */
export const FIELDS = {
  household: { asker: LINE, phones: "phones", street: LINE, house: LINE, flat: LINE, pin: "point", note: NOTE },
  evacuee: { name: LINE, health: NOTE },
  relative: { number: PHONE, language: 2 },
  registration: { name: LINE, note: NOTE },
  trace: { side: LINE, name: LINE, asked_by: LINE, phones: "phones", words: NOTE },
  incident: { told_by: LINE, words: STATEMENT },
  crew_note: { words: NOTE },
  chat_line: { sender: LINE, words: NOTE },
};
/** Fields that a record of this kind cannot be without. */
export const NEEDED = { relative: ["number"], registration: ["name"], trace: ["side", "name"] };

const LINE_ENDS = /\r\n?|\u2028|\u2029|\x85/g;
const HIDDEN =
  /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{d800}-\u{dfff}\u{e0000}-\u{e007f}]/gu;

/** Takes out signs nobody sees and gives composed letters. @param {string} given */
export function cleanText(given) {
  if (given.length > 2 * MOST_CHARACTERS) throw new Refusal("too_long");
  return given.replace(LINE_ENDS, "\n").replace(HIDDEN, "").normalize("NFC");
}

/** Gives the bytes of a record, ready to be sealed. @param {string} kind @param {Record<string, unknown>} identity */
export function encode(kind, identity) {
  return utf8(JSON.stringify(checked(kind, identity)));
}

/** Reads a record that was opened; what came out of a seal is checked like what goes in. @param {string} kind @param {Uint8Array} payload */
export function decode(kind, payload) {
  let tree;
  try {
    tree = JSON.parse(text(payload));
  } catch {
    throw new Refusal("no_record");
  }
  return checked(kind, tree, true);
}

/** @param {string} kind @param {any} tree @param {boolean} [mayHoldMore] */
function checked(kind, tree, mayHoldMore = false) {
  const fields = FIELDS[kind];
  if (!fields) throw new Refusal("unknown_kind");
  if (tree === null || typeof tree !== "object" || Array.isArray(tree)) throw new Refusal("no_record");
  /** @type {Record<string, unknown>} */
  const kept = {};
  for (const [field, value] of Object.entries(tree)) {
    if (Object.hasOwn(fields, field)) kept[field] = checkedField(field, fields[field], value);
    else if (!mayHoldMore) throw new Refusal("unknown_field", { field });
  }
  for (const field of NEEDED[kind] ?? []) if (!kept[field]) throw new Refusal("missing", { field });
  return kept;
}

/** @param {string} field @param {number | string} most @param {any} value */
function checkedField(field, most, value) {
  if (most === "point") return point(value);
  if (most === "phones") {
    if (!Array.isArray(value)) throw new Refusal("no_record");
    if (value.length > MOST_PHONES) throw new Refusal("too_many", { field, most: MOST_PHONES });
    return value.map((one) => line(field, one, PHONE));
  }
  return line(field, value, Number(most));
}

/** @param {string} field @param {any} value @param {number} most */
function line(field, value, most) {
  if (typeof value !== "string") throw new Refusal("no_record");
  const clean = cleanText(value);
  if ([...clean].length > most) throw new Refusal("too_long", { field, most });
  return clean;
}

/** @param {any} value */
function point(value) {
  if (value === null) return null;
  const numbers = Array.isArray(value) && value.length === 2 && value.every((one) => typeof one === "number");
  if (!numbers || Math.abs(value[0]) > 180 || Math.abs(value[1]) > 90) throw new Refusal("no_position", { field: "pin" });
  return value;
}
