// From a passphrase to a key: the twin of openevac/vault/stretching.py and sign_in.py.

import { argon2id } from "../vendor/argon2.js";
import { hex, utf8 } from "./bytes.js";
import { Refusal } from "./refusal.js";

export const STANDARD_COST = { memoryKib: 65_536, passes: 3, lanes: 4 };
const SALT_BYTES = 16;
const KEY_BYTES = 32;
const MOST_CHARACTERS = 1024;
const MOST = { memoryKib: 1_048_576, passes: 16, lanes: 16 };

// What counts as a blank in Python, which JavaScript's own \s does not match sign for sign.
const BLANKS = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;
const LONE_HALF = /\p{Surrogate}/u;
// Signs whose folded form is that of their capital letter, and not simply the small letter.
const FOLDED_BY_CAPITAL = /[\u00df\u01f0\u0345\u0390\u03b0\u03c2\u1c80-\u1c88\u1e96-\u1e99\u1f50-\u1ffc]/u;
const CHEROKEE_SMALL = /[\u13f8-\u13fd\uab70-\uabbf]/u;
const CHEROKEE = /[\u13a0-\u13f5]/u;

/** Takes away what a keyboard changes without meaning to: case, runs of blanks, the sort of apostrophe. @param {string} typed */
export function plainPassphrase(typed) {
  if ([...typed].length > MOST_CHARACTERS) throw new Refusal("passphrase_too_long", { most: MOST_CHARACTERS });
  if (LONE_HALF.test(typed)) throw new Refusal("passphrase_no_text");
  const folded = [...typed.normalize("NFKC")].map(fold).join("");
  return folded.replace(/[’ʼ]/g, "'").split(BLANKS).filter(Boolean).join(" ");
}

/** Gives one sign without case, as Unicode folds it. @param {string} sign */
function fold(sign) {
  if (sign === "\u1e9e") return "ss";
  if (CHEROKEE.test(sign)) return sign;
  if (CHEROKEE_SMALL.test(sign)) return sign.toUpperCase();
  return FOLDED_BY_CAPITAL.test(sign) ? [...sign.toUpperCase()].map((one) => one.toLowerCase()).join("") : sign.toLowerCase();
}

/**
 * Gives a key of 32 bytes.
 * @param {string} passphrase @param {Uint8Array} salt
 * @param {{memoryKib: number, passes: number, lanes: number}} cost
 * @returns {Promise<Uint8Array>}
 */
export async function stretch(passphrase, salt, cost = STANDARD_COST) {
  const { memoryKib, passes, lanes } = cost;
  const sane = lanes >= 1 && lanes <= MOST.lanes && passes >= 1 && passes <= MOST.passes;
  if (!sane || memoryKib < 8 * lanes || memoryKib > MOST.memoryKib) throw new Refusal("spoiled_key");
  if (salt.length !== SALT_BYTES) throw new Refusal("spoiled_key");
  const password = utf8(plainPassphrase(passphrase));
  if (password.length === 0) throw new Refusal("wrong_passphrase");
  try {
    return await argon2id({
      password, salt, iterations: passes, parallelism: lanes, memorySize: memoryKib, hashLength: KEY_BYTES,
      outputType: "binary",
    });
  } finally {
    password.fill(0);
  }
}

/** Gives what signs one person in (64 hexadecimal digits). @param {string} organisation @param {string} person @param {string} passphrase */
export async function signInSecret(organisation, person, passphrase) {
  const label = utf8(["openevac sign-in 1", organisation, person].join("\n"));
  const salt = new Uint8Array(await crypto.subtle.digest("SHA-256", label)).slice(0, SALT_BYTES);
  return hex(await stretch(passphrase, salt));
}
