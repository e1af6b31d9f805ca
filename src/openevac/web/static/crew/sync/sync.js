// The loop with the base: what was recorded goes there, what changed comes back, and only real answers count.

import { device } from "../keys/signing.js";
import { read, write } from "../store/database.js";
import { Refused, Silence } from "./asking.js";
import { waitMs } from "./backing-off.js";
import { readMissions } from "./reading.js";
import { Sending } from "./sending.js";

const CONTACT = "last contact";
/** What the base refused is sent once more after this long: a phone may have been let in meanwhile. */
const REFUSED_AGAIN_MS = 3_600_000;

/**
 * @typedef {object} Last
 * @property {number | null} contact_at when the base answered last, in milliseconds; kept through restarts
 * @property {{kind: "silence" | "not_let_in" | "refused" | "phone", words: string} | null} problem of the newest try;
 *   `words` of the base, in its language; for "phone" the kind of fault of this browser (a full disk)
 */
/** @typedef {{answered: number, missions: string[]}} Told how many ops were answered, and which missions changed */
/**
 * @typedef {object} Ways
 * @property {() => number} [now] milliseconds
 * @property {number} [every_ms] the wait after a round in which nothing failed
 * @property {number} [longest_ms] the longest wait after failures
 * @property {number} [most_at_once] ops in one question
 * @property {() => number} [chance] from 0 up to 1
 * @property {() => string} [language]
 * @property {(told: Told) => void} [onChange] called when an op was answered, a mission or the problem changed
 */

/**
 * Starts the loop; it goes on until `stop`. `poke` begins a round now.
 * @param {Ways} [ways] @returns {{poke: () => void, stop: () => void, last: Last}}
 */
export function startSync(ways = {}) {
  const { now: nowMs = () => Date.now(), every_ms: everyMs = 30_000, longest_ms: longestMs = 30_000 } = ways;
  const { chance = () => Math.random(), language = () => "uk", onChange = () => {} } = ways;
  const sending = new Sending(ways.most_at_once);
  const ends = new AbortController();
  /** @type {Last} */
  const last = { contact_at: null, problem: null };
  let failures = 0;
  let refusedAskedAt = -Infinity;
  let poked = false;
  let awake = () => {};

  /** One round. @param {string} token @param {Told} told @returns {Promise<Refused | null>} */
  async function ask(token, told) {
    const onContact = () => {
      last.contact_at = nowMs();
    };
    const onAnswered = (/** @type {number} */ count) => {
      told.answered += count;
    };
    const how = { token, language: language(), signal: ends.signal, nowMs, onContact, onAnswered };
    if (nowMs() - refusedAskedAt >= REFUSED_AGAIN_MS) {
      await sending.askAgain();
      refusedAskedAt = nowMs();
    }
    const refused = await sending.send(how);
    told.missions = await readMissions(how);
    return refused;
  }

  /** One round, its faults told; gives how long the base asks us to wait. @returns {Promise<number>} */
  async function round() {
    const before = JSON.stringify(last.problem);
    /** @type {Told} */
    const told = { answered: 0, missions: [] };
    let waitS = 0;
    try {
      last.contact_at ??= (await read("settings", CONTACT)) ?? null;
      const own = await device();
      if (own === null) return 0;
      last.problem = problemOf(await ask(own.token, told));
      failures = 0;
      await write("settings", CONTACT, last.contact_at);
    } catch (fault) {
      if (ends.signal.aborted) return 0;
      if (fault instanceof Refused) {
        waitS = fault.waitS;
        last.contact_at = nowMs();
        await write("settings", CONTACT, last.contact_at);
      }
      last.problem = problemOf(fault);
      failures += 1;
    }
    if (told.answered > 0 || told.missions.length > 0 || JSON.stringify(last.problem) !== before) onChange(told);
    return waitS;
  }

  /** @param {number} ms */
  const sleep = (ms) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      awake = () => {
        clearTimeout(timer);
        resolve(undefined);
      };
    });

  async function run() {
    while (!ends.signal.aborted) {
      poked = false;
      const waitS = await round();
      if (!poked) await sleep(Math.max(waitMs(failures, everyMs, longestMs, chance()), waitS * 1000));
    }
  }

  run();
  return {
    last,
    poke: () => {
      poked = true;
      awake();
    },
    stop: () => {
      ends.abort();
      awake();
    },
  };
}

/** @param {unknown} fault @returns {Last["problem"]} */
function problemOf(fault) {
  if (fault === null) return null;
  if (fault instanceof Silence) return { kind: "silence", words: "" };
  if (fault instanceof Refused) return { kind: fault.status === 401 ? "not_let_in" : "refused", words: fault.message };
  reportError(fault);
  return { kind: "phone", words: fault instanceof Error || fault instanceof DOMException ? fault.name : "" };
}
