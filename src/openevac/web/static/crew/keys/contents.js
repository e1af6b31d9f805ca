// What stands in the slot, byte by byte. Everything outside the two boxes is readable by whoever has the file.

import { hex, text, utf8 } from "../../keeper/bytes.js";
import { Refusal } from "../../keeper/refusal.js";
import { BODY_BYTES } from "../store/slot.js";
import { BOX_BYTES, KEY_BYTES } from "./sealing.js";

export const SALT_BYTES = 16;
export const ROW_BYTES = 16;
export const SHARE_BYTES = 32;
/** A van has some eight stops a trip; more than this is no mission. */
export const MOST_STOPS = 64;
const IDENTITY_BYTES = 74;
const RECIPIENT_BYTES = 62;
const MISSION_BYTES = 64;
/** What is inside a box: the slot key and this phone's age identity. */
export const INSIDE_BYTES = KEY_BYTES + IDENTITY_BYTES;
export const SEALED_BYTES = INSIDE_BYTES + BOX_BYTES;
const MODES = ["", "prf", "words"];

/**
 * @typedef {{row: string, share: Uint8Array}} Entry `row`: 32 hexadecimal digits; without the share its stop stays shut
 * @typedef {{memoryKib: number, passes: number, lanes: number}} Cost
 * @typedef {{mode: "prf" | "words", cost: Cost, pinSalt: Uint8Array, wordsSalt: Uint8Array, wordsCheck: Uint8Array,
 *   prfSalt: Uint8Array, endsAppMs: number, mission: string, recipient: string, real: Uint8Array, duress: Uint8Array,
 *   table: Entry[], isBlank?: boolean}} Contents `isBlank`: it stands for a slot that is not there
 */

/** Fields that are plain bytes: name and length, in the order in which they stand. */
const FIELDS = /** @type {const} */ ([
  ["pinSalt", SALT_BYTES],
  ["wordsSalt", SALT_BYTES],
  ["wordsCheck", KEY_BYTES],
  ["prfSalt", KEY_BYTES],
  ["real", SEALED_BYTES],
  ["duress", SEALED_BYTES],
]);

/** @param {Contents} contents @returns {Uint8Array} a body for the slot */
export function encodeContents(contents) {
  if (contents.table.length > MOST_STOPS) throw new Refusal("too_many_stops", { most: MOST_STOPS });
  const body = new Uint8Array(BODY_BYTES);
  const view = new DataView(body.buffer);
  view.setUint8(0, MODES.indexOf(contents.mode));
  view.setUint8(1, contents.cost.passes);
  view.setUint8(2, contents.cost.lanes);
  view.setUint8(3, contents.table.length);
  view.setUint32(4, contents.cost.memoryKib);
  view.setFloat64(8, contents.endsAppMs);
  let at = 16;
  for (const [field, length] of FIELDS) {
    if (contents[field].length !== length) throw new RangeError(`${field} has ${contents[field].length} bytes`);
    body.set(contents[field], at);
    at += length;
  }
  at = putText(body, at, contents.mission, MISSION_BYTES);
  at = putText(body, at, contents.recipient, RECIPIENT_BYTES);
  for (const { row, share } of contents.table) {
    body.set(fromHex(row), at);
    body.set(share, at + ROW_BYTES);
    at += ROW_BYTES + SHARE_BYTES;
  }
  return body;
}

/** @param {Uint8Array} body @returns {Contents} */
export function decodeContents(body) {
  const view = new DataView(body.buffer, body.byteOffset);
  const mode = MODES[view.getUint8(0)];
  const count = view.getUint8(3);
  if (!mode || count > MOST_STOPS) throw new Refusal("spoiled_slot");
  const cost = { memoryKib: view.getUint32(4), passes: view.getUint8(1), lanes: view.getUint8(2) };
  /** @type {any} */
  const contents = { mode, cost, endsAppMs: view.getFloat64(8), table: [] };
  let at = 16;
  for (const [field, length] of FIELDS) {
    contents[field] = body.slice(at, at + length);
    at += length;
  }
  contents.mission = readText(body, at, MISSION_BYTES);
  contents.recipient = readText(body, at + MISSION_BYTES, RECIPIENT_BYTES);
  at += MISSION_BYTES + RECIPIENT_BYTES;
  for (let entry = 0; entry < count; entry += 1, at += ROW_BYTES + SHARE_BYTES) {
    const share = at + ROW_BYTES;
    contents.table.push({ row: hex(body.slice(at, share)), share: body.slice(share, share + SHARE_BYTES) });
  }
  return contents;
}

/** @param {{slotKey: Uint8Array, identity: string}} secrets */
export function encodeInside({ slotKey, identity }) {
  const inside = new Uint8Array(INSIDE_BYTES);
  inside.set(slotKey);
  putText(inside, KEY_BYTES, identity, IDENTITY_BYTES);
  return inside;
}

/** @param {Uint8Array} inside */
export function decodeInside(inside) {
  return { slotKey: inside.slice(0, KEY_BYTES), identity: readText(inside, KEY_BYTES, IDENTITY_BYTES) };
}

/** @param {Uint8Array} into @param {number} at @param {string} given @param {number} most @returns {number} where it ends */
function putText(into, at, given, most) {
  const bytes = utf8(given);
  if (bytes.length > most) throw new Refusal("too_long", { most });
  into.set(bytes, at);
  return at + most;
}

/** @param {Uint8Array} from @param {number} at @param {number} most */
function readText(from, at, most) {
  const bytes = from.slice(at, at + most);
  const ends = bytes.indexOf(0);
  return text(ends < 0 ? bytes : bytes.slice(0, ends));
}

/** @param {string} digits */
function fromHex(digits) {
  return Uint8Array.from({ length: digits.length / 2 }, (_, at) => parseInt(digits.slice(2 * at, 2 * at + 2), 16));
}
