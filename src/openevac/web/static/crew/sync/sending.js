// Sending what waits, mission by mission: an op counts as answered when the base has said what became of it.

import { askAgain, markAnswered, missionsHeardOf, unsent } from "../store/outbox.js";
import { ask, Refused, Silence } from "./asking.js";

/** @typedef {import("../store/outbox.js").Waiting} Waiting */
/** @typedef {import("../store/outbox.js").Outcome} Outcome */
/** @typedef {{id: string, batch: Waiting[]}} Sent what was asked under one command id */
/**
 * @typedef {object} How
 * @property {string} token
 * @property {string} language in which the base says why it refuses
 * @property {AbortSignal} signal
 * @property {() => number} nowMs
 * @property {() => void} onContact
 * @property {(count: number) => void} onAnswered
 */

const MOST_AT_ONCE = 200;
const OUTCOMES = new Set(["new", "known", "refused"]);
const UNREADABLE = new Set([400, 413, 422]);
/** Said of one mission; the base may well take what waits of another. */
const OF_THE_MISSION = new Set([403, 404, 409]);

export class Sending {
  #most;
  /** The same batch keeps its command id until it is answered: then an answer that was lost is given again.
   * @type {Map<string, Sent>} */
  #open = new Map();
  /** @type {Map<string, number>} how many are sent at once while an unreadable one is looked for */
  #fewer = new Map();

  constructor(most = MOST_AT_ONCE) {
    this.#most = most;
  }

  /** Lets what the base refused be asked once more. */
  async askAgain() {
    for (const mission of await missionsHeardOf()) await askAgain(mission);
  }

  /**
   * Sends everything that waits, of every mission. Gives what the base said of a mission it will not hear of; rejects
   * where it does not answer, or does not know us.
   * @param {How} how @returns {Promise<Refused | null>}
   */
  async send(how) {
    /** @type {Refused | null} */
    let told = null;
    for (const mission of await missionsHeardOf()) {
      try {
        while (await this.#sendSome(mission, how));
      } catch (fault) {
        if (!(fault instanceof Refused) || !OF_THE_MISSION.has(fault.status)) throw fault;
        told = fault;
      }
    }
    return told;
  }

  /** Sends one batch; tells whether there was one.
   * @param {string} mission @param {How} how @returns {Promise<boolean>} */
  async #sendSome(mission, how) {
    const sent = this.#open.get(mission) ?? (await this.#next(mission));
    if (sent.batch.length === 0) return false;
    this.#open.set(mission, sent);
    const body = { command_id: sent.id, mission, ops: sent.batch.map(({ op }) => op) };
    try {
      const answer = await ask("ops", { ...how, body });
      await this.#answered(outcomesOf(sent.batch, mission, answer?.json), how);
      this.#open.delete(mission);
      this.#fewer.delete(mission);
    } catch (fault) {
      if (!(fault instanceof Refused)) throw fault;
      // A fault of the base, or no time for us: the same once more. Anything else will not be better under this id.
      if (fault.status < 500 && fault.status !== 429) this.#open.delete(mission);
      if (!UNREADABLE.has(fault.status)) throw fault;
      await this.#setAside(mission, sent.batch, fault, how);
    }
    return true;
  }

  /** Sets the op aside that the base could not read; where it did not say which, looks for it in smaller parts.
   * @param {string} mission @param {Waiting[]} batch @param {Refused} fault @param {How} how */
  async #setAside(mission, batch, fault, how) {
    const named = fault.row === null ? undefined : batch[fault.row - 1];
    const unreadable = named ?? (batch.length === 1 ? batch[0] : undefined);
    if (unreadable) await this.#answered([{ key: unreadable.key, outcome: "refused", reason: fault.message }], how);
    else this.#fewer.set(mission, Math.ceil(batch.length / 2));
  }

  /** @param {Outcome[]} outcomes @param {How} how */
  async #answered(outcomes, how) {
    how.onContact();
    await markAnswered(outcomes, how.nowMs());
    how.onAnswered(outcomes.length);
  }

  /** @param {string} mission @returns {Promise<Sent>} */
  async #next(mission) {
    return { id: crypto.randomUUID(), batch: await unsent(mission, this.#fewer.get(mission) ?? this.#most) };
  }
}

/**
 * Gives what became of each op, if the answer speaks of just these, in this order. Anything else is no answer to us.
 * @param {Waiting[]} batch @param {string} mission @param {any} json @returns {Outcome[]}
 */
function outcomesOf(batch, mission, json) {
  const told = json?.mission === mission && Array.isArray(json.outcomes) ? json.outcomes : [];
  const ours = told.length === batch.length && batch.every(({ op }, at) => told[at]?.id === op.id);
  if (!ours || !told.every((/** @type {any} */ { outcome }) => OUTCOMES.has(outcome))) {
    throw new Silence("no answer to what was sent");
  }
  return batch.map(({ key }, at) => ({ key, outcome: told[at].outcome, reason: told[at].reason }));
}
