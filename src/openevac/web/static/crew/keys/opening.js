// From PIN and chip, or PIN and words, to the key of the slot's box; and the contents of a slot made new.

import { generateX25519Identity, identityToRecipient } from "../../vendor/age.js";
import { joined, utf8 } from "../../keeper/bytes.js";
import { stretch, STANDARD_COST } from "../../keeper/stretching.js";
import { decodeInside, encodeInside, INSIDE_BYTES, SALT_BYTES, SEALED_BYTES } from "./contents.js";
import { box, chance, KEY_BYTES, keyFrom, keyOf, unboxed } from "./sealing.js";

const ABOUT = utf8("openevac crew slot 1");
const WORDS_CHECK = "openevac crew words check 1";
const NO_SALT = new Uint8Array(0);

/** @typedef {import("./contents.js").Contents} Contents */

/** Gives what seven words stand for until the page ends. @param {string[]} words @param {Uint8Array} salt @param {import("./contents.js").Cost} cost */
export const stretchedWords = (words, salt, cost) => stretch(words.join(" "), salt, cost);

/** Gives what tells later whether the same words were typed; costs as much to guess as the words. @param {Uint8Array} factor */
export async function wordsCheck(factor) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", joined(utf8(WORDS_CHECK), factor)));
}

/**
 * Gives the key that opens the slot's box if everything is right; a PIN alone never makes it.
 * @param {Pick<Contents, "mode" | "cost" | "pinSalt">} head @param {string} pin @param {Uint8Array} factor secret of the chip, or stretched words
 */
export async function boxKey({ mode, cost, pinSalt }, pin, factor) {
  const stretched = await stretch(pin, pinSalt, cost);
  const secret = joined(stretched, factor);
  try {
    return await keyFrom(secret, NO_SALT, `openevac crew slot key 1 ${mode}`);
  } finally {
    stretched.fill(0);
    secret.fill(0);
  }
}

/**
 * Makes the contents of a slot for a phone that has no mission yet.
 * @param {{mode: "prf" | "words", pin: string, duress: string, factor: Uint8Array, prfSalt: Uint8Array, wordsSalt: Uint8Array}} given
 * @returns {Promise<{contents: Contents, key: CryptoKey}>}
 */
export async function newContents({ mode, pin, duress, factor, prfSalt, wordsSalt }) {
  const head = { mode, cost: STANDARD_COST, pinSalt: chance(SALT_BYTES) };
  const key = await boxKey(head, pin, factor);
  // A phone without a second PIN carries a box nobody can open, so that nothing tells whether there is one.
  const duressKey = duress ? await boxKey(head, duress, factor) : await keyOf(chance(KEY_BYTES));
  const secrets = await newSecrets();
  const check = mode === "words" ? await wordsCheck(factor) : chance(KEY_BYTES);
  const contents = {
    ...head, prfSalt, wordsSalt, wordsCheck: check, endsAppMs: 0, mission: "", recipient: secrets.recipient, table: [],
    real: await sealInside(key, secrets), duress: await box(duressKey, chance(INSIDE_BYTES), ABOUT),
  };
  return { contents, key };
}

/** Stands for the slot of a phone that has none, so that a PIN takes as long to try there. @returns {Contents} */
export function blankContents() {
  return {
    mode: "words", cost: STANDARD_COST, pinSalt: chance(SALT_BYTES), wordsSalt: chance(SALT_BYTES),
    wordsCheck: chance(KEY_BYTES), prfSalt: chance(KEY_BYTES), endsAppMs: 0, mission: "", recipient: "",
    real: chance(SEALED_BYTES), duress: chance(SEALED_BYTES), table: [], isBlank: true,
  };
}

/** Gives a slot key and an age identity nobody had before. */
export async function newSecrets() {
  const identity = await generateX25519Identity();
  return { slotKey: chance(KEY_BYTES), identity, recipient: await identityToRecipient(identity) };
}

/** @param {CryptoKey} key @param {{slotKey: Uint8Array, identity: string}} secrets */
export const sealInside = (key, secrets) => box(key, encodeInside(secrets), ABOUT);

/** Makes the box that a second PIN opens unopenable. */
export async function deadBox() {
  return box(await keyOf(chance(KEY_BYTES)), chance(INSIDE_BYTES), ABOUT);
}

/** Gives the secrets, or nothing where the key is not the right one. @param {CryptoKey} key @param {Contents} contents */
export async function openInside(key, contents) {
  const inside = await unboxed(key, contents.real, ABOUT);
  return inside && { ...decodeInside(inside), recipient: contents.recipient };
}

/** Tells whether this is the key of the PIN under force. @param {CryptoKey} key @param {Contents} contents */
export const opensDuress = async (key, contents) => (await unboxed(key, contents.duress, ABOUT)) !== null;
