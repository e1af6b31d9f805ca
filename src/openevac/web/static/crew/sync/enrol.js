// Tells the base who this phone is to be, once: the secret of the desk's square against a place among its devices.

import { base64, hex, utf8 } from "../../keeper/bytes.js";

const TOKEN_BYTES = 32;

/**
 * What one enrolment sends, and the token whose hash is in it. Sent again as it is where no answer came.
 * @typedef {{token: string, body: {command_id: string, offer: string, public_key: string, token_sha256: string, recipient: string}}} Attempt
 * @typedef {{is: "in", device: string, person: string, organisation: string, away_ms: number}
 *   | {is: "refused", problem: string, todo: string} | {is: "no_answer"}} Answer
 */

/** Draws a token. The base knows it once an enrolment has told its hash; before that it opens nothing. */
export const newToken = () =>
  base64(crypto.getRandomValues(new Uint8Array(TOKEN_BYTES))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

/**
 * Draws the token and puts together what is sent.
 * @param {{offer: string, publicKey: Uint8Array, recipient: string}} given @returns {Promise<Attempt>}
 */
export async function attempt({ offer, publicKey, recipient }) {
  const token = newToken();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(token)));
  const body = {
    command_id: crypto.randomUUID(), offer, public_key: base64(publicKey), token_sha256: hex(digest), recipient,
  };
  return { token, body };
}

/** Sends it. @param {Attempt} sent @param {string} language @returns {Promise<Answer>} */
export async function enrol({ body }, language) {
  const headers = { "Content-Type": "application/json", "Accept-Language": language };
  const given = { method: "POST", headers, body: JSON.stringify(body), credentials: /** @type {const} */ ("omit") };
  const answer = await fetch("/api/v1/enrol", given).catch(() => null);
  const told = await answer?.json().catch(() => null);
  if (!answer || !told || answer.status >= 500) return { is: "no_answer" };
  if (answer.ok) {
    return { is: "in", device: told.device, person: told.person, organisation: told.organisation, away_ms: told.away_ms };
  }
  return { is: "refused", problem: told.problem, todo: told.todo };
}
