// What this phone recorded and what it heard: immutable signed ops, each kept with what the base answered.

import { base64, fromBase64, utf8 } from "../../keeper/bytes.js";
import { device, sign, signedHere } from "../keys/signing.js";
import { compareClocks, happenedAt, hear, tick } from "../logic/clock.js";
import { opText } from "../logic/ops.js";
import { isOp, readOp, signedOp } from "../logic/reading.js";
import { nextCounter, noteHeard, seenBy } from "../logic/seen.js";
import { asked, readAll, within } from "./database.js";

/** @typedef {import("../logic/ops.js").Op} Op */
/** @typedef {import("../logic/reading.js").SignedOp} SignedOp */
/** @typedef {{id: string, state: "unsent" | "taken" | "refused", at: string, reason: string}} Answer of the base */
/** @typedef {{key: IDBValidKey, op: SignedOp}} Waiting an op that the base has not answered yet */
/** @typedef {{key: IDBValidKey, outcome: "new" | "known" | "refused", reason?: string}} Outcome */
/**
 * @typedef {object} Row of the store `ops`
 * @property {Op} op
 * @property {string} signature empty between recording and signing, for a moment or until the next start
 * @property {Answer["state"]} state
 * @property {string} at when the base answered
 * @property {string} reason why the base refused it
 * @property {string} [waits] its mission, while the base has not answered
 */

const CLOCK = "clock";
/** @param {string} mission */
const heardKey = (mission) => ["heard", mission];
/** The empty signature marks what this phone wrote itself. @param {Op} op @param {string} [signature] */
const keyOf = (op, signature = "") => [op.mission, opText(op), signature];
/** @param {string} mission */
const rangeOf = (mission) => IDBKeyRange.bound([mission], [mission, []]);

/**
 * Records one fact: it is on the disk, with its place in the order, before this resolves. One transaction decides
 * counter, clock and what was seen, so two tabs never use one counter twice. Rejects where the disk is full, the phone
 * is not enrolled, or the fact is none.
 * @param {{mission: string, kind: string, subject: string, value?: string, undoes?: string}} fact
 * @param {number} [nowMs] @returns {Promise<SignedOp>}
 */
export async function record({ mission, kind, subject, value = "", undoes = "" }, nowMs = Date.now()) {
  const own = await device();
  if (own === null) throw new Error("this phone is not enrolled");
  const op = await within(["ops", "marks"], "readwrite", async (store) => {
    const { clock, heard } = await marksOf(store("marks"), mission);
    /** @type {Op} */
    const made = {
      id: crypto.randomUUID(),
      device: own.code,
      counter: nextCounter(heard, own.code),
      kind,
      mission,
      subject,
      value,
      happened_at: happenedAt(nowMs),
      clock: tick(clock, nowMs),
      seen: seenBy(heard, own.code),
      undoes,
    };
    if (!isOp(made)) throw new RangeError("this cannot be recorded as an operation");
    noteHeard(heard, made.device, made.counter);
    store("marks").put(heard, heardKey(mission));
    store("marks").put(made.clock, CLOCK);
    store("ops").add(waiting(made, ""), keyOf(made));
    return made;
  });
  return signed(op);
}

/** Takes an op back. The op stays, and so does the undo. @param {Op} op @returns {Promise<SignedOp>} */
export const undo = (op) => record({ mission: op.mission, kind: "undo", subject: op.subject, undoes: op.id });

/**
 * Keeps ops that were heard from another phone, to show them and to carry them to the base. Ops that nobody could read
 * are left out, and so are ops under a code of this phone that it never signed.
 * @param {unknown[]} ops @returns {Promise<{taken: number, known: number, unreadable: number}>}
 */
export async function takeIn(ops) {
  const read = await Promise.all(ops.map(trusted));
  const good = read.filter((op) => op !== null);
  const taken = await within(["ops", "marks"], "readwrite", async (store) => {
    let fresh = 0;
    for (const { signature, ...op } of good) {
      const here = await Promise.all([keyOf(op), keyOf(op, signature)].map((key) => asked(store("ops").count(key))));
      if (here.some((count) => count > 0)) continue;
      const { clock, heard } = await marksOf(store("marks"), op.mission);
      noteHeard(heard, op.device, op.counter);
      store("marks").put(heard, heardKey(op.mission));
      store("marks").put(hear(clock, op.clock), CLOCK);
      store("ops").add(waiting(op, signature), keyOf(op, signature));
      fresh += 1;
    }
    return fresh;
  });
  return { taken, known: good.length - taken, unreadable: ops.length - good.length };
}

/** @param {unknown} given @returns {Promise<SignedOp | null>} */
async function trusted(given) {
  const op = readOp(given);
  const ours = op && (await signedHere(utf8(opText(op)), fromBase64(op.signature), op.device));
  return ours === false ? null : op;
}

/**
 * Gives the ops of a mission, ours and heard, the earliest first; `logic/fold.js` makes a state of them.
 * @param {string} mission @returns {Promise<SignedOp[]>}
 */
export async function opsOf(mission) {
  /** @type {Row[]} */
  const rows = await readAll("ops", rangeOf(mission));
  const ops = await Promise.all(rows.map(signedRow));
  return ops.sort((one, other) => compareClocks(one.clock, other.clock));
}

/** Gives what the base answered to each op of a mission. @param {string} mission @returns {Promise<Answer[]>} */
export async function answersOf(mission) {
  /** @type {Row[]} */
  const rows = await readAll("ops", rangeOf(mission));
  return rows.map(({ op, state, at, reason }) => ({ id: op.id, state, at, reason }));
}

/**
 * Gives ops that wait for the base's answer, the earliest first.
 * @param {string} mission @param {number} [most] @returns {Promise<Waiting[]>}
 */
export async function unsent(mission, most = Infinity) {
  const [keys, rows] = await within(["ops"], "readonly", (store) => {
    const waits = store("ops").index("waits");
    const count = Number.isFinite(most) ? most : undefined;
    return Promise.all([asked(waits.getAllKeys(mission, count)), asked(waits.getAll(mission, count))]);
  });
  const ops = await Promise.all(rows.map(signedRow));
  return ops.map((op, at) => ({ key: keys[at], op })).sort((one, other) => compareClocks(one.op.clock, other.op.clock));
}

/** Gives the missions that anything was recorded on, or heard of. @returns {Promise<string[]>} */
export async function missionsHeardOf() {
  const keys = await within(["marks"], "readonly", (store) => asked(store("marks").getAllKeys()));
  return keys.flatMap((key) => (Array.isArray(key) ? [String(key[1])] : []));
}

/**
 * Keeps what the base answered, and nothing that it did not. A refused op stays, with the reason.
 * @param {Outcome[]} outcomes @param {number} [nowMs] @returns {Promise<void>}
 */
export const markAnswered = (outcomes, nowMs = Date.now()) =>
  within(["ops"], "readwrite", async (store) => {
    for (const { key, outcome, reason } of outcomes) {
      const row = await asked(store("ops").get(key));
      if (!row || row.state === "taken") continue;
      const { waits: _waits, ...kept } = row;
      const state = outcome === "refused" ? "refused" : "taken";
      store("ops").put({ ...kept, state, at: happenedAt(nowMs), reason: reason ?? "" }, key);
    }
  });

/**
 * Lets refused ops be sent once more: why the base refused them may be over (a phone let in, a crew put right).
 * @param {string} mission @returns {Promise<void>}
 */
export const askAgain = (mission) =>
  within(["ops"], "readwrite", async (store) => {
    const keys = await asked(store("ops").getAllKeys(rangeOf(mission)));
    for (const key of keys) {
      const row = await asked(store("ops").get(key));
      if (row.state === "refused") store("ops").put({ ...row, state: "unsent", waits: mission }, key);
    }
  });

/**
 * Forgets a mission's ops that the base has. What it has not taken stays; counters and clock stay always.
 * @param {string} mission @returns {Promise<number>} how many stay
 */
export const forgetTaken = (mission) =>
  within(["ops"], "readwrite", async (store) => {
    const keys = await asked(store("ops").getAllKeys(rangeOf(mission)));
    let stay = 0;
    for (const key of keys) {
      const row = await asked(store("ops").get(key));
      if (row.state === "taken") store("ops").delete(key);
      else stay += 1;
    }
    return stay;
  });

/** @param {Op} op @param {string} signature @returns {Row} */
const waiting = (op, signature) => ({ op, signature, state: "unsent", at: "", reason: "", waits: op.mission });

/** @param {IDBObjectStore} marks @param {string} mission */
async function marksOf(marks, mission) {
  const [clock, heard] = await Promise.all([asked(marks.get(CLOCK)), asked(marks.get(heardKey(mission)))]);
  /** @type {import("../logic/clock.js").Clock} */
  const began = [0, 0];
  /** @type {import("../logic/seen.js").HeardOf} */
  const none = new Map();
  return { clock: clock ?? began, heard: heard ?? none };
}

/** @param {Row} row @returns {Promise<SignedOp>} */
const signedRow = async (row) => (row.signature ? signedOp(row.op, row.signature) : signed(row.op));

/**
 * Signs an op of this phone and keeps the signature. An app that was killed before it came this far signs later: the
 * op is the same, and so is the signature.
 * @param {Op} op @returns {Promise<SignedOp>}
 */
async function signed(op) {
  const signature = base64(await sign(utf8(opText(op)), op.device));
  await within(["ops"], "readwrite", async (store) => {
    const row = await asked(store("ops").get(keyOf(op)));
    if (row && !row.signature) store("ops").put({ ...row, signature }, keyOf(op));
  });
  return signedOp(op, signature);
}
