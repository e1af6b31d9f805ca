// One file of fixed size that is overwritten in place, and never lost or left half-readable by a kill in between.

import { same } from "../../keeper/bytes.js";

/** Two halves of one memory page each; docs/decisions/2026-11-23-one-slot-two-halves.md has the reasons. */
export const HALF_BYTES = 4096;
const MAGIC = new TextEncoder().encode("OEVSLOT1");
const HEAD_BYTES = MAGIC.length + 8;
const SUM_BYTES = 32;
export const BODY_BYTES = HALF_BYTES - HEAD_BYTES - SUM_BYTES;
export const SLOT_FILE = "openevac-crew-slot";
const HANDLE_TRIES = 50;
const BETWEEN_TRIES_MS = 40;

/**
 * What a browser gives a worker for a file of its own (FileSystemSyncAccessHandle), as far as it is needed here.
 * @typedef {{read: (into: Uint8Array, at: {at: number}) => number, write: (from: Uint8Array, at: {at: number}) => number,
 *   flush: () => void, getSize: () => number, close: () => void}} Handle
 * @typedef {{generation: bigint, body: Uint8Array, at: number}} Half
 */

/** Opens the slot file of this origin. Only one tab at a time can: hold the lock of the slot around it. @returns {Promise<Handle>} */
export async function openSlotFile() {
  const folder = await navigator.storage.getDirectory();
  const file = await folder.getFileHandle(SLOT_FILE, { create: true });
  for (let tried = 1; ; tried += 1) {
    try {
      return await file.createSyncAccessHandle();
    } catch (fault) {
      // The handle of a worker that was just killed is given back a moment after its lock.
      if (fault.name !== "NoModificationAllowedError" || tried === HANDLE_TRIES) throw fault;
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_TRIES_MS));
    }
  }
}

/**
 * Reads what holds, and overwrites everything else that is in the file with zeros: the older half of a write that was
 * killed before it got to that, a torn half, a wiping that was cut short.
 * @param {Handle} handle @returns {Promise<Uint8Array | null>} the newest whole body, or nothing
 */
export async function readSlot(handle) {
  const halves = [await readHalf(handle, 0), await readHalf(handle, HALF_BYTES)];
  const holds = newest(halves);
  for (const at of [0, HALF_BYTES]) {
    if (holds?.at !== at && !isZero(rawHalf(handle, at))) wipe(handle, at);
  }
  return holds?.body ?? null;
}

/**
 * Writes a new body into the half that is free, and only when it surely stands wipes the other one.
 * @param {Handle} handle @param {Uint8Array} body BODY_BYTES bytes
 */
export async function writeSlot(handle, body) {
  if (body.length !== BODY_BYTES) throw new RangeError(`a body has ${BODY_BYTES} bytes, not ${body.length}`);
  const holds = newest([await readHalf(handle, 0), await readHalf(handle, HALF_BYTES)]);
  const at = holds?.at === 0 ? HALF_BYTES : 0;
  const half = new Uint8Array(HALF_BYTES);
  half.set(MAGIC);
  new DataView(half.buffer).setBigUint64(MAGIC.length, (holds?.generation ?? 0n) + 1n);
  half.set(body, HEAD_BYTES);
  half.set(await sum(half.subarray(0, HALF_BYTES - SUM_BYTES)), HALF_BYTES - SUM_BYTES);
  put(handle, half, at);
  wipe(handle, HALF_BYTES - at);
}

/** Overwrites the whole file with zeros. @param {Handle} handle */
export function eraseSlot(handle) {
  wipe(handle, 0);
  wipe(handle, HALF_BYTES);
}

/** @param {(Half | null)[]} halves @returns {Half | null} */
function newest([first, second]) {
  if (!first || !second) return first ?? second;
  return first.generation > second.generation ? first : second;
}

/** @param {Handle} handle @param {number} at @returns {Promise<Half | null>} nothing if its checksum is not right */
async function readHalf(handle, at) {
  const half = rawHalf(handle, at);
  if (!same(half.subarray(0, MAGIC.length), MAGIC)) return null;
  const isWhole = same(await sum(half.subarray(0, HALF_BYTES - SUM_BYTES)), half.subarray(HALF_BYTES - SUM_BYTES));
  if (!isWhole) return null;
  const generation = new DataView(half.buffer).getBigUint64(MAGIC.length);
  return { generation, body: half.slice(HEAD_BYTES, HALF_BYTES - SUM_BYTES), at };
}

/** @param {Handle} handle @param {number} at */
function rawHalf(handle, at) {
  const half = new Uint8Array(HALF_BYTES);
  if (handle.getSize() > at) handle.read(half, { at });
  return half;
}

/** @param {Handle} handle @param {Uint8Array} bytes @param {number} at */
function put(handle, bytes, at) {
  const written = handle.write(bytes, { at });
  if (written !== bytes.length) throw new Error("the slot could not be written whole");
  handle.flush();
}

/** @param {Handle} handle @param {number} at */
function wipe(handle, at) {
  put(handle, new Uint8Array(HALF_BYTES), at);
}

/** @param {Uint8Array} bytes */
function isZero(bytes) {
  return bytes.every((byte) => byte === 0);
}

/** @param {Uint8Array} bytes */
async function sum(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}
