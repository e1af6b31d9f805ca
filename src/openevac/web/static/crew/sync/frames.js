// Cuts bytes into frames that fit a square code each, without end: whoever has read about as many as there are blocks
// has everything, whichever they were. docs/crew-codes.md has the layout.

import { fromBase45, toBase45 } from "./base45.js";
import { blocksOf } from "./combinations.js";
import { crc32 } from "./crc32.js";
import { solving } from "./solving.js";

const VERSION = 1;
const SESSION_BYTES = 8;
const HEAD_BYTES = 19;
const CHECK_BYTES = 4;
/** With head and checksum 399 bytes: 599 letters, a code of version 15 at level M (77 modules a side). */
const MOST_BLOCK_BYTES = 376;
/** 770 kB, far more than a day's outbox; a forged head must not make a phone reserve more. */
export const MOST_BLOCKS = 2048;

/**
 * @param {Uint8Array} bytes what is to go over
 * @returns {Promise<{count: number, frame: (index: number) => string}>} frames 0, 1, 2 ... as texts for square codes
 */
export async function cut(bytes) {
  const count = Math.ceil(bytes.length / MOST_BLOCK_BYTES);
  if (!count || count > MOST_BLOCKS) throw new RangeError("too little or too much for square codes");
  const size = blockSize(bytes.length, count);
  const padded = new Uint8Array(count * size);
  padded.set(bytes);
  const session = await sessionOf(bytes);

  function frame(index) {
    const made = new Uint8Array(HEAD_BYTES + size + CHECK_BYTES);
    const view = new DataView(made.buffer);
    made[0] = VERSION;
    made.set(session, 1);
    view.setUint32(9, bytes.length);
    view.setUint16(13, count);
    view.setUint32(15, index);
    const mask = blocksOf(session, index, count);
    for (let block = 0; block < count; block += 1) {
      if (!((mask[block >>> 5] >>> (block & 31)) & 1)) continue;
      for (let at = 0; at < size; at += 1) made[HEAD_BYTES + at] ^= padded[block * size + at];
    }
    view.setUint32(HEAD_BYTES + size, crc32(made.subarray(0, HEAD_BYTES + size)));
    return toBase45(made);
  }

  return { count, frame };
}

/**
 * Gathers the frames of one sending, in any order. `take` answers
 * `{is: "more" | "known", have, count}`, `{is: "whole", bytes, have, count}`,
 * `{is: "other"}`: a frame of another sending, left alone; `{is: "broken"}`: no frame, or read wrong;
 * `{is: "spoiled"}`: everything came and is not what was cut, so it begins anew.
 */
export function gathering() {
  let sending = null;

  async function take(text) {
    const read = readFrame(text);
    if (!read) return { is: "broken" };
    sending ??= { ...read, solved: solving(read.count, read.block.length) };
    if (!isSameSending(sending, read)) return { is: "other" };
    const { solved, count } = sending;
    const isNew = solved.add(blocksOf(read.session, read.index, count), read.block);
    const far = { have: solved.known(), count };
    if (far.have < count || !isNew) return { is: isNew ? "more" : "known", ...far };
    const bytes = solved.whole().slice(0, read.length);
    if (sameBytes(await sessionOf(bytes), read.session)) return { is: "whole", bytes, ...far };
    sending = null;
    return { is: "spoiled" };
  }

  return { take };
}

/** Give what a frame says; null where it is none, or a sign of it is wrong. */
function readFrame(text) {
  const bytes = fromBase45(text);
  if (!bytes || bytes.length <= HEAD_BYTES + CHECK_BYTES || bytes[0] !== VERSION) return null;
  const view = new DataView(bytes.buffer);
  const end = bytes.length - CHECK_BYTES;
  if (crc32(bytes.subarray(0, end)) !== view.getUint32(end)) return null;
  const read = {
    session: bytes.slice(1, 1 + SESSION_BYTES),
    length: view.getUint32(9),
    count: view.getUint16(13),
    index: view.getUint32(15),
    block: bytes.slice(HEAD_BYTES, end),
  };
  const fits = read.count > 0 && read.count <= MOST_BLOCKS && Math.ceil(read.length / MOST_BLOCK_BYTES) === read.count;
  return fits && read.block.length === blockSize(read.length, read.count) ? read : null;
}

function isSameSending(one, other) {
  return one.length === other.length && one.count === other.count && sameBytes(one.session, other.session);
}

function blockSize(length, count) {
  return Math.ceil(length / count / 4) * 4;
}

/** The sending is named by the checksum of all its bytes, so the name also proves that everything came. */
async function sessionOf(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).slice(0, SESSION_BYTES);
}

function sameBytes(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
