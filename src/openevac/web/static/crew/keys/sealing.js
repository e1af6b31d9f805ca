// Keys made of keys, and boxes only the right key opens (HKDF-SHA256, AES-256-GCM of the browser).

import { joined, utf8 } from "../../keeper/bytes.js";
import { Refusal } from "../../keeper/refusal.js";

export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** How much longer a box is than what is in it. */
export const BOX_BYTES = NONCE_BYTES + TAG_BYTES;

/** @param {number} count */
export const chance = (count) => crypto.getRandomValues(new Uint8Array(count));

/**
 * Gives a key of AES-256-GCM that cannot be taken out of the browser's hands by script.
 * @param {Uint8Array} secret @param {Uint8Array} salt @param {string} label what the key is for
 */
export async function keyFrom(secret, salt, label) {
  const base = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt, info: utf8(label) };
  return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/** @param {Uint8Array} bytes 32 of them */
export const keyOf = (bytes) => crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);

/** @param {CryptoKey} key @param {Uint8Array} plain @param {Uint8Array} about what the box is bound to */
export async function box(key, plain, about) {
  const iv = chance(NONCE_BYTES);
  return joined(iv, new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: about }, key, plain)));
}

/** @param {CryptoKey} key @param {Uint8Array} sealed @param {Uint8Array} about */
export async function unbox(key, sealed, about) {
  const how = { name: "AES-GCM", iv: sealed.slice(0, NONCE_BYTES), additionalData: about };
  try {
    return new Uint8Array(await crypto.subtle.decrypt(how, key, sealed.slice(NONCE_BYTES)));
  } catch {
    throw new Refusal("changed_or_not_ours");
  }
}

/** Gives what is in a box, or nothing where the key does not open it. @param {CryptoKey} key @param {Uint8Array} sealed @param {Uint8Array} about */
export async function unboxed(key, sealed, about) {
  try {
    return await unbox(key, sealed, about);
  } catch (fault) {
    if (fault instanceof Refusal) return null;
    throw fault;
  }
}
