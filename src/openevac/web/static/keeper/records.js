// Sealed records: a padded frame under a key of its own, and that key wrapped to each role that may read it.
// The twin of openevac/vault/sealing.py and records.py; docs/decisions/2026-11-22-sealing-format.md has the format.

import { Encrypter, generateX25519Identity, identityToRecipient } from "../vendor/age.js";
import { joined, text, utf8 } from "./bytes.js";
import { openSealed } from "./keys.js";
import { Refusal } from "./refusal.js";

/** Who gets a wrap of a record's key. */
export const READERS = {
  household: ["operator", "coordinator"],
  evacuee: ["operator", "coordinator", "reception"],
  relative: ["operator", "notifier"],
  registration: ["reception", "coordinator"],
  trace: ["operator"],
  incident: ["documenter"],
  exhibit: ["documenter"],
  crew_note: ["coordinator"],
  chat_line: ["operator"],
  name_index: ["operator", "coordinator"],
};
/** Frames are padded to one of these sizes, so that a length says at most "a long note". */
export const SIZES = [512, 2048, 8192, 32_768];
/** Kinds that may be large are padded to a multiple of this instead, up to LARGEST. */
export const STEPS = { name_index: 65_536, exhibit: 1_048_576 };
export const LARGEST = { name_index: 2_097_152, exhibit: 67_108_864 };
const MAGIC = "OEVREC01";
const HEAD_BYTES = MAGIC.length + 6;

/** @param {string} kind @param {number} length */
export function paddedSize(kind, length) {
  const step = STEPS[kind];
  const size = step ? Math.ceil(length / step) * step : SIZES.find((one) => length <= one);
  if (size === undefined || (step && size > LARGEST[kind])) throw new Refusal("too_long");
  return size;
}

/** @param {string} kind @param {string} record @param {Uint8Array} payload */
export function frame(kind, record, payload) {
  const kindBytes = utf8(kind);
  const recordBytes = utf8(record);
  const lengths = new Uint8Array(6);
  const view = new DataView(lengths.buffer);
  view.setUint8(0, kindBytes.length);
  view.setUint8(1, recordBytes.length);
  view.setUint32(2, payload.length);
  const whole = joined(utf8(MAGIC), lengths, kindBytes, recordBytes, payload);
  const padded = new Uint8Array(paddedSize(kind, whole.length));
  padded.set(whole);
  return padded;
}

/** Takes the payload out; refuses what belongs to another record or kind. @param {Uint8Array} framed @param {string} kind @param {string} record */
export function unframe(framed, kind, record) {
  if (framed.length < HEAD_BYTES || String.fromCharCode(...framed.slice(0, MAGIC.length)) !== MAGIC) {
    throw new Refusal("no_record");
  }
  const view = new DataView(framed.buffer, framed.byteOffset + MAGIC.length);
  const named = HEAD_BYTES + view.getUint8(0);
  const after = named + view.getUint8(1);
  const ends = after + view.getUint32(2);
  if (after > framed.length || spelled(framed.slice(HEAD_BYTES, named)) !== kind || spelled(framed.slice(named, after)) !== record) {
    throw new Refusal("another_record");
  }
  if (ends > framed.length || framed.subarray(ends).some((byte) => byte !== 0)) throw new Refusal("no_record");
  return framed.slice(after, ends);
}

/** @param {Uint8Array} bytes */
function spelled(bytes) {
  return String.fromCharCode(...bytes);
}

/**
 * Seals a payload to every role that reads this kind. Needs public keys only.
 * @param {string} kind @param {string} record @param {Uint8Array} payload @param {Record<string, string>} recipients
 */
export async function sealRecord(kind, record, payload, recipients) {
  const readers = READERS[kind];
  if (!readers) throw new Refusal("unknown_kind");
  if (readers.some((role) => !recipients[role])) throw new Refusal("no_public_key");
  const identity = await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
  /** @type {Record<string, Uint8Array>} */
  const wraps = {};
  for (const role of readers) wraps[role] = await sealTo(utf8(identity), recipients[role]);
  return { recipient, payload: await sealTo(frame(kind, record, payload), recipient), wraps };
}

/**
 * Opens a record by one wrap and the identity of that wrap's role.
 * @param {string} kind @param {string} record @param {Uint8Array} payload @param {Uint8Array} wrap @param {string} roleIdentity
 */
export async function openRecord(kind, record, payload, wrap, roleIdentity) {
  const key = await openSealed(wrap, roleIdentity);
  return unframe(await openSealed(payload, text(key)), kind, record);
}

/** @param {Uint8Array} plain @param {string} recipient */
async function sealTo(plain, recipient) {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return encrypter.encrypt(plain);
}
