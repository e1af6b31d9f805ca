// Finds the blocks again from any frames that together hold them all: elimination over bits.

/**
 * @param {number} count how many blocks there are
 * @param {number} size bytes of a block, a multiple of four
 */
export function solving(count, size) {
  /** Each kept combination stands under its lowest block. @type {Array<{mask: Uint32Array, block: Uint32Array}>} */
  const rows = new Array(count);
  let known = 0;

  /** @returns {boolean} whether it told anything new */
  function add(givenMask, bytes) {
    const mask = givenMask.slice();
    const block = new Uint32Array(bytes.slice().buffer);
    for (let lowest = firstOf(mask, 0); lowest >= 0; lowest = firstOf(mask, lowest >>> 5)) {
      const row = rows[lowest];
      if (!row) {
        rows[lowest] = { mask, block };
        known += 1;
        return true;
      }
      mix(mask, row.mask);
      mix(block, row.block);
    }
    return false;
  }

  /** Give all blocks one after the other; only when every block is known. */
  function whole() {
    const bytes = new Uint8Array(count * size);
    for (let here = count - 1; here >= 0; here -= 1) {
      const { mask, block } = rows[here];
      for (let other = here + 1; other < count; other += 1) {
        if ((mask[other >>> 5] >>> (other & 31)) & 1) mix(block, rows[other].block);
      }
      mask.fill(0);
      mask[here >>> 5] = (1 << (here & 31)) >>> 0;
      bytes.set(new Uint8Array(block.buffer), here * size);
    }
    return bytes;
  }

  return { add, whole, known: () => known };
}

/** @param {Uint32Array} into @param {Uint32Array} from */
function mix(into, from) {
  for (let at = 0; at < into.length; at += 1) into[at] ^= from[at];
}

/** Give the lowest block of a combination, -1 where none is left. */
function firstOf(mask, fromWord) {
  for (let word = fromWord; word < mask.length; word += 1) {
    if (mask[word]) return word * 32 + 31 - Math.clz32(mask[word] & -mask[word]);
  }
  return -1;
}
