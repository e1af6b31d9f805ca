// When the people pages of this phone end, by the clock on the wall: asked of the keys beside everything else.

import { Refusal } from "../../keeper/refusal.js";
import { onChange, state } from "./people.js";

const ASKED_EVERY_MS = 10_000;

/** @typedef {{mission: string, at: number}} Ends `at` in milliseconds since 1970 */

/**
 * Starts the keys, which count the time that ends a mission, and asks them when that is.
 * @param {{changed: () => void, over: () => Promise<void>}} given `over`: the keys hold no people page any more
 * @returns {{last: () => Ends | null, ask: () => Promise<void>}}
 */
export function watchEnds({ changed, over }) {
  /** @type {Ends | null} */
  let last = null;
  async function ask() {
    try {
      const told = await state();
      const next = told.ends_at_ms ? { mission: told.mission, at: told.ends_at_ms } : null;
      if (told.way && told.stops === 0) await over();
      const isNew = JSON.stringify(next) !== JSON.stringify(last);
      last = next;
      if (isNew) changed();
    } catch (fault) {
      // A browser without what keys need: the screens say that where somebody asks for a people page.
      if (!(fault instanceof Refusal)) throw fault;
    }
  }
  onChange(ask);
  setInterval(ask, ASKED_EVERY_MS);
  ask();
  return { last: () => last, ask };
}
