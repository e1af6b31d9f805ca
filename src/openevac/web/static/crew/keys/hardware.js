// The secret that only this phone's chip can make (WebAuthn with PRF), where there is one.

import { Refusal } from "../../keeper/refusal.js";
import { chance } from "./sealing.js";

const WAITS_MS = 60_000;
const ED25519 = -8;
const ES256 = -7;
const RS256 = -257;

/** Tells whether this phone says that it could; only making a key proves it. @returns {Promise<boolean>} */
export async function mayHaveHardware() {
  if (!globalThis.PublicKeyCredential) return false;
  const can = await PublicKeyCredential.getClientCapabilities?.();
  if (can && "extension:prf" in can && !can["extension:prf"]) return false;
  return PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable();
}

/**
 * Makes a key in the phone's chip; it carries no name of anybody. Refuses (`no_hardware`) where the chip makes no secrets.
 * @returns {Promise<Uint8Array>} what the key is asked for by; no secret
 */
export async function makeHardwareKey() {
  const made = await asked(() =>
    navigator.credentials.create({
      publicKey: {
        challenge: chance(32),
        rp: { name: "OpenEvac" },
        user: { id: chance(16), name: "crew", displayName: "crew" },
        pubKeyCredParams: [ED25519, ES256, RS256].map((alg) => ({ type: "public-key", alg })),
        authenticatorSelection: {
          authenticatorAttachment: "platform", residentKey: "discouraged", userVerification: "required",
        },
        timeout: WAITS_MS,
        extensions: { prf: {} },
      },
    }),
  );
  if (!made.getClientExtensionResults().prf?.enabled) throw new Refusal("no_hardware");
  return new Uint8Array(made.rawId);
}

/**
 * Asks the chip for the secret that goes with this salt: 32 bytes, the same every time, on no other phone.
 * @param {Uint8Array} credential @param {Uint8Array} salt
 */
export async function hardwareSecret(credential, salt) {
  const given = await asked(() =>
    navigator.credentials.get({
      publicKey: {
        challenge: chance(32),
        allowCredentials: [{ type: "public-key", id: credential }],
        userVerification: "required",
        timeout: WAITS_MS,
        extensions: { prf: { eval: { first: salt } } },
      },
    }),
  );
  const secret = given.getClientExtensionResults().prf?.results?.first;
  if (!secret) throw new Refusal("no_hardware");
  return new Uint8Array(secret);
}

/** @param {() => Promise<any>} asking @returns {Promise<any>} */
async function asked(asking) {
  try {
    return await asking();
  } catch (fault) {
    // Turned down, timed out, no screen lock on the phone: for whoever holds it there is one thing to know.
    if (fault instanceof DOMException) throw new Refusal("no_hardware");
    throw fault;
  }
}
