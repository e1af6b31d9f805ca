// A page's line to the keys of people pages: what screens ask, and the one secret only a page can fetch (the chip's).

import { Refusal } from "../../keeper/refusal.js";
import { hardwareSecret, makeHardwareKey, mayHaveHardware } from "./hardware.js";
import { chance, KEY_BYTES } from "./sealing.js";
import { checkWord, newWords } from "./words.js";

/**
 * @typedef {import("./holder.js").Verdict} Verdict
 * @typedef {{open: boolean, way: {mode: "prf" | "words", credential: Uint8Array | null} | null, words_needed: boolean,
 *   recipient: string, mission: string, stops: number, ends_app_ms: number, ends_at_ms: number, wait_s: number}} State
 *   `ends_at_ms`: when people pages end, by the clock on the wall as it stands now; 0 where nothing is held
 */

/** @type {Worker | null} */
let worker = null;
let next = 1;
let isOpenNow = false;
/** @type {Map<number, {resolve: (answer: any) => void, reject: (fault: Refusal) => void}>} */
const waiting = new Map();
/** @type {Set<(open: boolean) => void>} */
const listeners = new Set();

function line() {
  if (worker) return worker;
  worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module", name: "openevac-crew-keys" });
  worker.onmessage = hear;
  worker.onerror = () => {
    for (const { reject } of waiting.values()) reject(new Refusal("no_keys_here"));
    waiting.clear();
  };
  addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") lock();
  });
  addEventListener("pagehide", lock);
  return worker;
}

/** @param {MessageEvent} event */
function hear({ data }) {
  if ("open" in data) {
    isOpenNow = data.open;
    for (const listener of listeners) listener(data.open);
    return;
  }
  const { resolve, reject } = waiting.get(data.id) ?? {};
  waiting.delete(data.id);
  if (data.reason) reject?.(new Refusal(data.reason, data.facts));
  else resolve?.(data.answer);
}

/** @param {string} asks @param {Record<string, unknown>} [given] @returns {Promise<any>} */
function ask(asks, given = {}) {
  return new Promise((resolve, reject) => {
    const id = next;
    next += 1;
    const port = line();
    waiting.set(id, { resolve, reject });
    port.postMessage({ id, asks, given });
  });
}

/** @returns {Promise<State & {prf_salt: Uint8Array | null}>} */
export const state = () => ask("state");

/** Tells whether people pages can be opened without asking anybody. */
export const isOpen = () => isOpenNow;

/** Is told when the keys open or lock; gives back what ends that. @param {(open: boolean) => void} listener */
export function onChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export { mayHaveHardware };

/** Draws seven words and their check word, to be written on paper that stays at the base. */
export async function drawWords() {
  const words = newWords();
  return { words, check: await checkWord(words) };
}

/**
 * Begins with a new PIN. Refusals: pin_not_six_digits, pin_too_easy, pins_too_alike, words_not_seven, word_unknown,
 * check_word_wrong, no_hardware, mission_held (end the mission first).
 * @param {{pin: string, duress?: string, words?: string, prf?: boolean}} given `words` as typed, or `prf: true` for the chip
 * @returns {Promise<{recipient: string}>} what the desk seals the next pack to
 */
export async function enrolPin({ pin, duress = "", words = "", prf = false }) {
  if (!prf) return ask("enrolPin", { pin, duress, words });
  const credential = await makeHardwareKey();
  const prfSalt = chance(KEY_BYTES);
  return ask("enrolPin", { pin, duress, credential, prfSalt, secret: await hardwareSecret(credential, prfSalt) });
}

/** Takes the seven words at the base; the PIN alone is enough then while this page lives. @param {string} words @returns {Promise<{is: "kept" | "wrong" | "no_mission"}>} */
export const typeWords = (words) => ask("typeWords", { words });

/**
 * Tries a PIN. `words`: this page was loaded anew, and only the seven words help. `wait_s` after `wrong` is the wait
 * that begins. Refusal: no_hardware (the chip was not asked, or said no), which counts as no try.
 * @param {string} pin
 * @param {{expecting?: boolean}} [given] `expecting: false` where this phone has no mission at all: the right PIN answers
 *   `no_mission` then, as that under force always does; else it answers `open` although nobody is held yet
 * @returns {Promise<Verdict>}
 */
export async function unlock(pin, { expecting = true } = {}) {
  const { way, prf_salt: salt, wait_s: wait } = await state();
  if (wait || way?.mode !== "prf" || !way.credential) return ask("unlock", { pin, expecting });
  const secret = await hardwareSecret(way.credential, salt ?? chance(KEY_BYTES));
  return ask("unlock", { pin, expecting, secret });
}

/** Lets go of the keys, in every tab. */
export function lock() {
  if (worker) ask("lock");
}

/** A finger or a key on a people page: the minute begins again. */
export function touch() {
  if (worker) ask("touch");
}

/** The phone's age recipient; changes with every pack. @returns {Promise<string>} */
export const recipient = async () => (await state()).recipient;

/**
 * Takes the people part of a pack. Stops already closed stay closed. A phone holds one mission, that
 * which ends first; of another one nothing is held until `endMission`. Refusals: locked, too_many_stops, no_return.
 * @param {{stop: string, sealed: string}[]} stops as `GET mission/{code}/people` gives them
 * @param {{mission: string, returns_at: string}} drive of the drive part
 * @returns {Promise<{recipient: string, held: string[], unreadable: string[]}>} `recipient` is to be told to the base
 */
export const receive = (stops, { mission, returns_at }) =>
  ask("receive", { stops, mission, returnsAtMs: Date.parse(returns_at) });

/** Gives the people page of a stop, or null. Refusal: locked. @param {string} stop @returns {Promise<any>} */
export const openStop = (stop) => ask("openStop", { stop });

/** Closes a stop for ever; works while locked. @param {string} stop @returns {Promise<{closed: boolean}>} */
export const closeStop = (stop) => ask("closeStop", { stop });

/** Drops every stop; works while locked. The way is not touched. */
export const endMission = () => ask("endMission");

/** Puts the end of the people pages off. Refusals: locked, no_hours, no_mission. @param {number} hours 1 to 24 @returns {Promise<{ends_app_ms: number}>} */
export const prolong = (hours) => ask("prolong", { hours });

/** Leaves at once: the neutral page first, the keys in the same moment. @param {() => void} leave shows that page */
export function quickExit(leave) {
  leave();
  lock();
}
