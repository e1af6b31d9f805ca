// One round of witnessing: ask the server for its newest checkpoint, judge it, remember, then send the phone's word.

import { look, sizeOf } from "./witness.js";

/**
 * @param {{
 *   read: () => Promise<import("./witness.js").Memory>,
 *   keep: (memory: import("./witness.js").Memory) => Promise<void>,
 *   ask: (method: string, path: string, body?: object) => Promise<{status: number, json: any}>,
 *   phone: {witness: string, publicKey: Uint8Array, sign: (bytes: Uint8Array) => Promise<Uint8Array>},
 *   now_ms: () => number}} given `keep` is durable when it resolves
 * @returns {Promise<{is: string, size?: number}>} as `look`; `"cut"` where the server itself says that it has less than
 *   this phone saw; `"no_answer"` where it cannot tell now
 */
export async function witnessOnce({ read, keep, ask, phone, now_ms }) {
  const memory = await read();
  const answer = await ask("GET", `checkpoint?from=${sizeOf(memory)}`);
  if (answer.status === 409) return { is: "cut", size: sizeOf(memory) };
  if (answer.status !== 200) return { is: "no_answer" };
  const found = await look(memory, answer.json, { ...phone, at_s: Math.floor(now_ms() / 1000) });
  if (found.memory !== memory) await keep(found.memory);
  if (found.is !== "signed") return { is: found.is };
  const { witness } = phone;
  const told = await ask("POST", "cosignature", { witness, size: found.size, line: found.line });
  return { is: told.status === 200 ? "signed" : "not_kept", size: found.size };
}
