// Who this phone is, and the key that signs what it records. The private key cannot leave the browser.

import { asked, read, within, write } from "../store/database.js";

/**
 * @typedef {{code: string, organisation: string, token: string, away_ms?: number}} Device as the base enrolled it;
 *   `away_ms`: how far the invented day of an exercise is from today, 0 where people are real
 */

/** The row of the store `device` that says who this phone is. */
export const DEVICE = "device";
const WAITING = "key that waits for enrolment";
/** A phone that is enrolled anew keeps the old key: what was recorded under the old code is still to be signed.
 * @param {string} code */
const keyOf = (code) => ["key", code];

/**
 * Makes the key that the next enrolment will name; it signs nothing before `saveDevice`.
 *
 * Asked again before then it gives the same key: the answer to an enrolment may have been lost on its way. The key a
 * phone signs with now is not touched. Rejects where the browser knows no Ed25519.
 * @returns {Promise<{publicKey: Uint8Array}>} 32 bytes
 */
export async function makeSigningKey() {
  const waiting = await read("device", WAITING);
  const pair = waiting ?? (await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]));
  if (!waiting) await write("device", WAITING, pair);
  return { publicKey: new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)) };
}

/** Keeps who this phone is from now on, with the key made for it. @param {Device} device @returns {Promise<void>} */
export function saveDevice(device) {
  return within(["device"], "readwrite", async (store) => {
    const pair = await asked(store("device").get(WAITING));
    if (pair) {
      store("device").put(pair, keyOf(device.code));
      store("device").delete(WAITING);
    }
    if (!pair && !(await asked(store("device").get(keyOf(device.code))))) throw new Error("no key was made");
    store("device").put(device, DEVICE);
  });
}

/** Gives who this phone is, or null. @returns {Promise<Device | null>} */
export const device = async () => (await read("device", DEVICE)) ?? null;

/** Forgets who this phone is, its token and every key. What is recorded and unsigned can never be sent then. */
export const forgetDevice = () => within(["device"], "readwrite", (store) => asked(store("device").clear()));

/**
 * Signs bytes with the key of this phone, or with that of an earlier code of it.
 * @param {Uint8Array<ArrayBuffer>} bytes @param {string} [code]
 * @returns {Promise<Uint8Array>} 64 bytes
 */
export async function sign(bytes, code) {
  const named = code ?? (await device())?.code;
  const pair = named && (await pairOf(named));
  if (!pair) throw new Error("this phone has no key under that code");
  return new Uint8Array(await crypto.subtle.sign("Ed25519", pair.privateKey, bytes));
}

/**
 * Tells whether this phone signed the bytes under a code of its own; null where the code is not of this phone.
 * @param {Uint8Array<ArrayBuffer>} bytes @param {Uint8Array<ArrayBuffer>} signature @param {string} code @returns {Promise<boolean | null>}
 */
export async function signedHere(bytes, signature, code) {
  const pair = await pairOf(code);
  return pair ? crypto.subtle.verify("Ed25519", pair.publicKey, signature, bytes) : null;
}

/** @param {string} code @returns {Promise<CryptoKeyPair | undefined>} */
const pairOf = (code) => read("device", keyOf(code));
