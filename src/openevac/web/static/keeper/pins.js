// Six digits that open a screen again, and what wrong ones cost: the twin of openevac/vault/pins.py.

import { fromBase64, same } from "./bytes.js";
import { stretch } from "./stretching.js";

/** How long nothing is checked after the first, second, third and fourth wrong try. */
export const WAITS_MS = [0, 0, 10_000, 30_000];
export const MOST_WRONG = WAITS_MS.length + 1;
const PIN = /^[0-9]{6}$/;

/** @typedef {{wrong: number, lastWrongAt: number}} Tries */

/** @returns {Tries} */
export const noTries = () => ({ wrong: 0, lastWrongAt: 0 });

/** Gives how long nothing will be checked yet. @param {Tries} tries @param {number} now */
export function waitLeft(tries, now) {
  if (tries.wrong < 1 || tries.wrong >= MOST_WRONG) return 0;
  const wait = WAITS_MS[tries.wrong - 1];
  return Math.min(wait, Math.max(0, tries.lastWrongAt + wait - now));
}

/**
 * Tries six digits; the new count is given back before anything is shown.
 * @param {{salt: string, stretched: string, cost: {memory_kib: number, passes: number, lanes: number}}} check
 * @param {Tries} tries @param {string} pin @param {number} now
 * @returns {Promise<{tries: Tries, verdict: "right" | "wrong" | "wait" | "lead_needed"}>}
 */
export async function tryPin(check, tries, pin, now) {
  if (tries.wrong >= MOST_WRONG) return { tries, verdict: "lead_needed" };
  if (waitLeft(tries, now) > 0) {
    const setBack = now < tries.lastWrongAt;
    return { tries: setBack ? { ...tries, lastWrongAt: now } : tries, verdict: "wait" };
  }
  if (PIN.test(pin)) {
    const cost = { memoryKib: check.cost.memory_kib, passes: check.cost.passes, lanes: check.cost.lanes };
    if (same(await stretch(pin, fromBase64(check.salt), cost), fromBase64(check.stretched))) {
      return { tries: noTries(), verdict: "right" };
    }
  }
  const wrong = tries.wrong + 1;
  return { tries: { wrong, lastWrongAt: now }, verdict: wrong >= MOST_WRONG ? "lead_needed" : "wrong" };
}
