// Signed notes and checkpoints as C2SP writes them: read, checked with the key of their log, refused when unfit.

const DASH = "—";
const MOST_LETTERS = 64 * 1024;
const NAME = /^[^\s+\x00-\x1f\x7f]+$/;
const CONTROL = /[\x00-\x09\x0b-\x1f]/;
const NUMBER = /^(0|[1-9][0-9]{0,15})$/;
const HASH_BYTES = 32;
const ID_BYTES = 4;
/** What a key signs: notes as they stand, or a witness's word with the time in it. */
export const NOTE = 1;
export const COSIGNATURE = 4;

/** What was read is no note, no checkpoint or no key, or a signature does not hold. */
export class NoteFault extends Error {}

/** @typedef {{name: string, kind: number, publicKey: Uint8Array, id: Uint8Array}} Key */

/** @param {string} name @param {number} kind @param {Uint8Array} publicKey @returns {Promise<Key>} */
export async function keyOf(name, kind, publicKey) {
  if (!NAME.test(name) || publicKey.length !== HASH_BYTES) throw new NoteFault("not a key");
  const named = joined(new TextEncoder().encode(`${name}\n`), Uint8Array.of(kind), publicKey);
  const id = new Uint8Array(await crypto.subtle.digest("SHA-256", named)).slice(0, ID_BYTES);
  return { name, kind, publicKey, id };
}

/** Read a key as people give it to each other: name, plus, eight signs, plus, base64. @param {string} text */
export async function parseKey(text) {
  const [, name, id, coded] = /^([^+]*)\+([^+]*)\+(.*)$/s.exec(text.trim()) ?? [];
  const raw = coded === undefined ? null : fromBase64(coded);
  if (!raw || ![NOTE, COSIGNATURE].includes(raw[0])) throw new NoteFault("not a key");
  const key = await keyOf(name, raw[0], raw.slice(1));
  if (hex(key.id) !== id) throw new NoteFault("not a key");
  return key;
}

/** @param {string} text @returns {{body: string, lines: {name: string, id: Uint8Array, signature: Uint8Array}[]}} */
export function parseNote(text) {
  const end = text.lastIndexOf("\n\n");
  if (end < 0 || !text.endsWith("\n") || end + 2 >= text.length || CONTROL.test(text) || text.length > MOST_LETTERS) {
    throw new NoteFault("not a note");
  }
  const lines = text.slice(end + 2, -1).split("\n").map(parseLine);
  return { body: text.slice(0, end + 1), lines };
}

function parseLine(line) {
  const parts = line.split(" ");
  const signed = parts.length === 3 ? fromBase64(parts[2]) : null;
  if (parts[0] !== DASH || !NAME.test(parts[1] ?? "") || !signed || signed.length <= ID_BYTES) {
    throw new NoteFault("not a note");
  }
  return { name: parts[1], id: signed.slice(0, ID_BYTES), signature: signed.slice(ID_BYTES) };
}

/** @param {string} body @returns {{origin: string, size: number, root: Uint8Array}} */
export function parseCheckpoint(body) {
  const lines = body.split("\n");
  const root = lines.length === 4 && lines[3] === "" ? fromBase64(lines[2]) : null;
  const size = Number(lines[1]);
  if (!root || root.length !== HASH_BYTES || !lines[0] || !NUMBER.test(lines[1]) || !Number.isSafeInteger(size)) {
    throw new NoteFault("not a checkpoint");
  }
  return { origin: lines[0], size, root };
}

/**
 * Read a checkpoint and check that its log signed it; every line that says to be of the log has to hold.
 * @param {string} text @param {Key} key
 * @returns {Promise<{origin: string, size: number, root: Uint8Array, body: string, own: string}>} `own`: the note with
 *   the signatures of the log alone
 */
export async function openCheckpoint(text, key) {
  const note = parseNote(text);
  const checkpoint = parseCheckpoint(note.body);
  const ours = note.lines.filter((line) => line.name === key.name && sameBytes(line.id, key.id));
  if (checkpoint.origin !== key.name || key.kind !== NOTE || !ours.length) throw new NoteFault("not signed by its log");
  const message = new TextEncoder().encode(note.body);
  for (const line of ours) {
    if (!(await verify(key.publicKey, line.signature, message))) throw new NoteFault("a signature is wrong");
  }
  return { ...checkpoint, body: note.body, own: `${note.body}\n${ours.map(lineText).join("")}` };
}

/**
 * A witness's line under a checkpoint, as c2sp.org/tlog-cosignature has it.
 * @param {string} body the three lines of the checkpoint
 * @param {Key} key the phone's, of kind COSIGNATURE
 * @param {number} at_s seconds since 1970
 * @param {(bytes: Uint8Array) => Promise<Uint8Array>} sign
 */
export async function cosignatureLine(body, key, at_s, sign) {
  if (key.kind !== COSIGNATURE || !Number.isSafeInteger(at_s) || at_s < 0) throw new NoteFault("not a witness");
  const time = new DataView(new ArrayBuffer(8));
  time.setBigUint64(0, BigInt(at_s));
  const signature = await sign(new TextEncoder().encode(`cosignature/v1\ntime ${at_s}\n${body}`));
  return lineText({ name: key.name, id: key.id, signature: joined(new Uint8Array(time.buffer), signature) });
}

async function verify(publicKey, signature, message) {
  const imported = await crypto.subtle.importKey("raw", publicKey, { name: "Ed25519" }, false, ["verify"]);
  return signature.length === 64 && crypto.subtle.verify("Ed25519", imported, signature, message);
}

function lineText({ name, id, signature }) {
  return `${DASH} ${name} ${toBase64(joined(id, signature))}\n`;
}

/** Write a key as people give it to each other. @param {Key} key */
export function keyText(key) {
  return `${key.name}+${hex(key.id)}+${toBase64(joined(Uint8Array.of(key.kind), key.publicKey))}`;
}

/** @param {Uint8Array} bytes */
export function toBase64(bytes) {
  return btoa(String.fromCharCode(...bytes));
}

/** Read standard base64; null unless it is the one way in which these bytes are written. @param {string} coded */
export function fromBase64(coded) {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(coded) || coded.length % 4) return null;
  const bytes = Uint8Array.from(atob(coded), (sign) => sign.charCodeAt(0));
  return toBase64(bytes) === coded ? bytes : null;
}

/** @param {...Uint8Array} parts */
export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** @param {Uint8Array} one @param {Uint8Array} other */
export function sameBytes(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

function hex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
