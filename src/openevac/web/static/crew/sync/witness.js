// The phone as a witness of the ledger: it remembers the newest checkpoint it saw, signs one that continues it, and
// keeps both notes as proof where the ledger was cut off or rewritten.

import { continues } from "./consistency.js";
import { COSIGNATURE, cosignatureLine, fromBase64, keyOf, NoteFault, openCheckpoint, parseKey } from "./note.js";

const REFUSED = ["fork", "shrunk", "unproven"];

/**
 * What a phone remembers of one ledger. `checkpoint`: the newest note it accepted, with its log's signatures alone.
 * `proofs`: pairs of notes of which the later does not continue the earlier; the program never throws them away.
 * @typedef {{log: string, checkpoint: string, proofs: {kept: string, shown: string, why: string, at_s: number}[]}} Memory
 */

/**
 * Look at what `GET /api/v1/checkpoint?from=SIZE` answered. Changes nothing: the new memory is part of the answer and
 * is kept before the line is sent, so that a phone that dies in between signs no second past.
 * @param {Memory} memory
 * @param {{old: number, size: number, note: string, proof: string[]}} answer
 * @param {{witness: string, publicKey: Uint8Array, sign: (bytes: Uint8Array) => Promise<Uint8Array>, at_s: number}} phone
 * @returns {Promise<{is: "signed", memory: Memory, line: string, size: number}
 *   | {is: "fork" | "shrunk" | "unproven", memory: Memory}
 *   | {is: "unfit" | "other_start", memory: Memory}>} `fork`: two trees of one size, which
 *   convicts the ledger alone; `unproven`: a larger one that is not shown to continue; `unfit`: not signed by this
 *   ledger, or no note at all; `other_start`: the proof does not begin at what this phone saw; ask again from `sizeOf(memory)`
 */
export async function look(memory, answer, phone) {
  const key = await parseKey(memory.log);
  let shown;
  try {
    shown = await openCheckpoint(answer.note, key);
  } catch (fault) {
    if (!(fault instanceof NoteFault)) throw fault;
    return { is: "unfit", memory };
  }
  const kept = memory.checkpoint ? await openCheckpoint(memory.checkpoint, key) : null;
  const found = await judged(kept, shown, answer);
  if (REFUSED.includes(found)) return { is: found, memory: convicted(memory, shown, found, phone.at_s) };
  if (found !== "continues") return { is: found, memory };
  const own = await keyOf(phone.witness, COSIGNATURE, phone.publicKey);
  const line = await cosignatureLine(shown.body, own, phone.at_s, phone.sign);
  return { is: "signed", memory: { ...memory, checkpoint: shown.own }, line, size: shown.size };
}

/** How many entries this phone has seen: where the next proof has to begin. @param {Memory} memory */
export function sizeOf(memory) {
  return memory.checkpoint ? Number(memory.checkpoint.split("\n")[1]) : 0;
}

/** What a phone remembers that has seen nothing yet. @param {string} log the ledger's key, told with the enrolment */
export function newMemory(log) {
  return { log, checkpoint: "", proofs: [] };
}

async function judged(kept, shown, answer) {
  if (!kept) return "continues"; // the first one is taken on trust, and docs/ledger.md says so
  if (shown.size < kept.size) return "shrunk";
  if (shown.size === kept.size) return sameRoot(kept, shown) ? "continues" : "fork";
  if (answer.old !== kept.size) return "other_start";
  const proof = answer.proof.map(fromBase64);
  if (proof.some((hash) => hash === null)) return "unproven";
  return (await continues(kept.size, kept.root, shown.size, shown.root, proof)) ? "continues" : "unproven";
}

function sameRoot(one, other) {
  return one.root.every((byte, at) => byte === other.root[at]);
}

function convicted(memory, shown, why, at_s) {
  const proof = { kept: memory.checkpoint, shown: shown.own, why, at_s };
  const isKnown = memory.proofs.some((one) => one.kept === proof.kept && one.shown === proof.shown);
  return isKnown ? memory : { ...memory, proofs: [...memory.proofs, proof] };
}
