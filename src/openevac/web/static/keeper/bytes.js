// Bytes and their spellings.

const UTF8 = new TextEncoder();
const STRICT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** @param {string} text */
export const utf8 = (text) => UTF8.encode(text);

/** Reads UTF-8; throws on anything else. @param {Uint8Array} bytes */
export const text = (bytes) => STRICT.decode(bytes);

/** @param {Uint8Array} bytes */
export function base64(bytes) {
  let signs = "";
  for (let at = 0; at < bytes.length; at += 8192) signs += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(signs);
}

/** @param {string} given */
export const fromBase64 = (given) => Uint8Array.from(atob(given), (sign) => sign.charCodeAt(0));

/** @param {Uint8Array} bytes */
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** @param {...Uint8Array} parts */
export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Compares without telling by its time where the difference is. @param {Uint8Array} one @param {Uint8Array} other */
export function same(one, other) {
  let difference = one.length ^ other.length;
  for (let at = 0; at < Math.min(one.length, other.length); at += 1) difference |= one[at] ^ other[at];
  return difference === 0;
}
