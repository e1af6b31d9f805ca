// Bytes as the letters that square codes hold most tightly (RFC 9285): every reader gives them back unchanged.

const SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const BASE = SIGNS.length;
const VALUES = new Map([...SIGNS].map((sign, value) => [sign, value]));

/** @param {Uint8Array} bytes */
export function toBase45(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 2) {
    const isPair = at + 1 < bytes.length;
    let value = isPair ? bytes[at] * 256 + bytes[at + 1] : bytes[at];
    for (let sign = 0; sign < (isPair ? 3 : 2); sign += 1) {
      text += SIGNS[value % BASE];
      value = Math.floor(value / BASE);
    }
  }
  return text;
}

/**
 * @param {string} text
 * @returns {Uint8Array|null} null where the text is not base45
 */
export function fromBase45(text) {
  if (text.length % 3 === 1) return null;
  const bytes = [];
  for (let at = 0; at < text.length; at += 3) {
    const part = text.slice(at, at + 3);
    let value = 0;
    for (const sign of [...part].reverse()) {
      if (!VALUES.has(sign)) return null;
      value = value * BASE + VALUES.get(sign);
    }
    if (value >= (part.length === 3 ? 65536 : 256)) return null;
    if (part.length === 3) bytes.push(value >> 8);
    bytes.push(value & 255);
  }
  return Uint8Array.from(bytes);
}
