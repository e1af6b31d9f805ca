// Whether one log is the beginning of another: the consistency proof of RFC 6962, as `openevac.ledger.log` checks it.

import { joined, sameBytes } from "./note.js";

const HASH_BYTES = 32;

/**
 * @param {number} old entries seen @param {Uint8Array} oldRoot
 * @param {number} size entries now @param {Uint8Array} root
 * @param {Uint8Array[]} proof
 * @returns {Promise<boolean>}
 */
export async function continues(old, oldRoot, size, root, proof) {
  if (old > size || ![oldRoot, root, ...proof].every((hash) => hash.length === HASH_BYTES)) return false;
  if (old === 0) return proof.length === 0; // nothing was seen: nothing has to be continued
  if (old === size) return proof.length === 0 && sameBytes(oldRoot, root);
  const path = isPowerOfTwo(old) ? [oldRoot, ...proof] : proof;
  const roots = path.length ? await climb(old - 1, size - 1, path) : null;
  return roots !== null && sameBytes(roots[0], oldRoot) && sameBytes(roots[1], root);
}

/** Work out the roots of both trees; null where the proof is too short or too long. */
async function climb(here, last, path) {
  while (here % 2) [here, last] = up(here, last);
  let [oldTop, newTop] = [path[0], path[0]];
  for (const sibling of path.slice(1)) {
    if (last === 0) return null;
    if (here % 2 || here === last) {
      [oldTop, newTop] = [await node(sibling, oldTop), await node(sibling, newTop)];
      // On the right edge it stands alone until it is a right child; alone it is not hashed.
      while (here && here % 2 === 0) [here, last] = up(here, last);
    } else {
      newTop = await node(newTop, sibling);
    }
    [here, last] = up(here, last);
  }
  return last === 0 ? [oldTop, newTop] : null;
}

/** One level up. Sizes may pass 32 bits, so they are not shifted. */
function up(here, last) {
  return [Math.floor(here / 2), Math.floor(last / 2)];
}

function isPowerOfTwo(size) {
  while (size % 2 === 0) size /= 2;
  return size === 1;
}

async function node(left, right) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", joined(Uint8Array.of(1), left, right)));
}
