// Sealed stops: each under a key of its own, that key wrapped under the slot key and a share that stands in the slot alone.

import { fromBase64, hex, text, utf8 } from "../../keeper/bytes.js";
import { Refusal } from "../../keeper/refusal.js";
import { openSealed } from "../../keeper/keys.js";
import { ROW_BYTES, SHARE_BYTES } from "./contents.js";
import { box, chance, KEY_BYTES, keyFrom, keyOf, unbox } from "./sealing.js";

/**
 * @typedef {import("../store/people.js").StopRow} StopRow
 * @typedef {import("./contents.js").Entry} Entry
 * @typedef {{row: StopRow, entry: Entry}} Kept
 */

/** @param {string} stop */
const about = (stop) => utf8(`openevac crew stop 1\0${stop}`);

/**
 * Opens what the desk sealed to this phone: pages by code, and the codes of what did not open.
 * @param {{stop: string, sealed: string}[]} stops `sealed` in base64 @param {string} identity
 */
export async function openAllFromDesk(stops, identity) {
  /** @type {Map<string, Uint8Array>} */
  const opened = new Map();
  /** @type {string[]} */
  const shut = [];
  for (const { stop, sealed } of stops) {
    try {
      opened.set(stop, await openFromDesk(fromBase64(sealed), identity, stop));
    } catch (fault) {
      if (!(fault instanceof Refusal)) throw fault;
      shut.push(stop);
    }
  }
  return { opened, shut };
}

/** Opens one page; refuses what is filed under another stop. @param {Uint8Array} sealed @param {string} identity @param {string} stop */
async function openFromDesk(sealed, identity, stop) {
  const plain = await openSealed(sealed, identity);
  let page;
  try {
    page = JSON.parse(text(plain));
  } catch {
    throw new Refusal("no_record");
  }
  if (page?.v !== 1 || page.stop !== stop) throw new Refusal("another_record");
  return plain;
}

/** Seals the page of one stop. @param {string} stop @param {Uint8Array} plain @param {Uint8Array} slotKey @returns {Promise<Kept>} */
export async function sealStop(stop, plain, slotKey) {
  const stopKey = chance(KEY_BYTES);
  const sealed = await box(await keyOf(stopKey), plain, about(stop));
  return wrapped(stop, sealed, stopKey, slotKey);
}

/**
 * Wraps a stop's key anew: another slot key, another share, another row. The old row stays until nobody needs it.
 * @param {Kept} kept @param {Uint8Array} from @param {Uint8Array} to @returns {Promise<Kept>}
 */
export async function rewrapStop({ row, entry }, from, to) {
  return wrapped(row.stop, row.sealed, await stopKeyOf(row, entry, from), to);
}

/** @param {Kept} kept @param {Uint8Array} slotKey @returns {Promise<any>} the page of the stop */
export async function openStop({ row, entry }, slotKey) {
  const stopKey = await stopKeyOf(row, entry, slotKey);
  const plain = await unbox(await keyOf(stopKey), row.sealed, about(row.stop));
  stopKey.fill(0);
  return JSON.parse(text(plain));
}

/** @param {string} stop @param {Uint8Array} sealed @param {Uint8Array} stopKey @param {Uint8Array} slotKey @returns {Promise<Kept>} */
async function wrapped(stop, sealed, stopKey, slotKey) {
  const entry = { row: hex(chance(ROW_BYTES)), share: chance(SHARE_BYTES) };
  const wrap = await box(await wrapKey(slotKey, entry.share, stop), stopKey, about(stop));
  stopKey.fill(0);
  return { row: { row: entry.row, stop, sealed, wrap }, entry };
}

/** @param {StopRow} row @param {Entry} entry @param {Uint8Array} slotKey */
async function stopKeyOf(row, entry, slotKey) {
  return unbox(await wrapKey(slotKey, entry.share, row.stop), row.wrap, about(row.stop));
}

/** @param {Uint8Array} slotKey @param {Uint8Array} share @param {string} stop */
const wrapKey = (slotKey, share, stop) => keyFrom(slotKey, share, `openevac crew wrap 1\0${stop}`);

/** Pairs rows with what the slot says of them; a row the slot does not name is nobody's. @param {StopRow[]} rows @param {Entry[]} table @returns {Kept[]} */
export function paired(rows, table) {
  const byRow = new Map(rows.map((row) => [row.row, row]));
  return table.flatMap((entry) => {
    const row = byRow.get(entry.row);
    return row ? [{ row, entry }] : [];
  });
}
