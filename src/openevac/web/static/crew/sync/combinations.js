// Which blocks a frame holds: the first frames one each, all later ones a combination that both sides draw alike.

/**
 * @param {Uint8Array} session eight bytes
 * @param {number} index which frame
 * @param {number} count how many blocks there are
 * @returns {Uint32Array} one bit a block, the lowest first
 */
export function blocksOf(session, index, count) {
  const mask = new Uint32Array(Math.ceil(count / 32));
  if (index < count) {
    mask[index >>> 5] = (1 << (index & 31)) >>> 0;
    return mask;
  }
  const draw = drawing(session, index);
  for (let word = 0; word < mask.length; word += 1) mask[word] = draw();
  if (count % 32) mask[mask.length - 1] &= 2 ** (count % 32) - 1;
  if (mask.every((word) => word === 0)) mask[0] = 1; // an empty combination would say nothing
  return mask;
}

/** Numbers of 32 bits from session and index (mulberry32): not secret, only spread. */
function drawing(session, index) {
  const words = new DataView(session.buffer, session.byteOffset, 8);
  let state = words.getUint32(0) ^ Math.imul(words.getUint32(4), 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return (value ^ (value >>> 14)) >>> 0;
  };
}
