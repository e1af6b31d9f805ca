// Signed operations as few bytes: their words deflated, their signatures as they are, for those cannot be made smaller.

const VERSION = 1;
const SIGNATURE_BYTES = 64;
const HEAD_BYTES = 3;
const MOST_OPS = 5000;
const MOST_UNPACKED_BYTES = 4 * 1024 * 1024;

/** What was read is not a parcel of operations. */
export class ParcelFault extends Error {}

/**
 * @param {object[]} ops with `signature` in base64, as the server takes them
 * @returns {Promise<Uint8Array>} the same bytes for the same operations in any order
 */
export async function packOps(ops) {
  if (ops.length > MOST_OPS) throw new RangeError("too many operations for one parcel");
  const inOrder = [...ops].sort((one, other) => (textOf(one) < textOf(other) ? -1 : 1));
  const plain = inOrder.map(({ signature: _signature, ...rest }) => rest);
  const words = await through(new TextEncoder().encode(JSON.stringify(plain)), new CompressionStream("deflate-raw"));
  const packed = new Uint8Array(HEAD_BYTES + ops.length * SIGNATURE_BYTES + words.length);
  packed[0] = VERSION;
  new DataView(packed.buffer).setUint16(1, ops.length);
  inOrder.forEach((op, at) => packed.set(signatureOf(op), HEAD_BYTES + at * SIGNATURE_BYTES));
  packed.set(words, HEAD_BYTES + ops.length * SIGNATURE_BYTES);
  return packed;
}

/**
 * @param {Uint8Array} bytes
 * @returns {Promise<object[]>} operations as they were packed; nothing of them is believed yet: signatures are checked
 *   by whoever takes them in
 */
export async function unpackOps(bytes) {
  if (bytes.length < HEAD_BYTES || bytes[0] !== VERSION) throw new ParcelFault("not a parcel");
  const count = new DataView(bytes.buffer, bytes.byteOffset).getUint16(1);
  const words = HEAD_BYTES + count * SIGNATURE_BYTES;
  if (count > MOST_OPS || bytes.length < words) throw new ParcelFault("cut off");
  const plain = parsed(await unpacked(bytes.slice(words)));
  if (!Array.isArray(plain) || plain.length !== count || !plain.every(isThing)) throw new ParcelFault("not operations");
  return plain.map((op, at) => {
    const from = HEAD_BYTES + at * SIGNATURE_BYTES;
    return { ...op, signature: btoa(String.fromCharCode(...bytes.subarray(from, from + SIGNATURE_BYTES))) };
  });
}

async function unpacked(words) {
  try {
    return await through(words, new DecompressionStream("deflate-raw"), MOST_UNPACKED_BYTES);
  } catch (fault) {
    throw new ParcelFault("cannot be unpacked", { cause: fault });
  }
}

/** Pass bytes through a stream; more than `most` ends it: a small parcel can hold very much nothing. */
async function through(bytes, change, most = Infinity) {
  const parts = [];
  let size = 0;
  const reader = new Blob([bytes]).stream().pipeThrough(change).getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    size += read.value.length;
    if (size > most) {
      await reader.cancel();
      throw new ParcelFault("too large");
    }
    parts.push(read.value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

function parsed(bytes) {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (fault) {
    throw new ParcelFault("not JSON", { cause: fault });
  }
}

function isThing(op) {
  return typeof op === "object" && op !== null && !Array.isArray(op);
}

function signatureOf(op) {
  const bytes = Uint8Array.from(atob(op.signature), (sign) => sign.charCodeAt(0));
  if (bytes.length !== SIGNATURE_BYTES) throw new RangeError("an operation is not signed");
  return bytes;
}

function textOf(op) {
  return `${op.device} ${String(op.counter).padStart(12, "0")} ${op.signature}`;
}
