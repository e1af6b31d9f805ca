// Time that was lived through with the app open: wears off waits and brings the end of a mission nearer.

import { lived, started } from "./app-clock.js";
import { waited } from "./tries.js";

/** The phone's own time is kept this often. */
const KEPT_EVERY_MS = 10_000;

/**
 * Only one tab at a time may count (the worker holds a lock for that), or two tabs would wear a wait off twice as fast.
 * @param {{rows: typeof import("../store/people.js").people, wallMs: () => number, livedMs: () => number}} given
 */
export function livedTime({ rows, wallMs, livedMs }) {
  let keptAt = livedMs();
  let seen = { wrong: 0, at: livedMs() };

  return {
    /** Counts the pause since somebody last counted. */
    async begin() {
      keptAt = livedMs();
      await rows.setSingle("clock", started(await rows.single("clock"), wallMs()));
    },
    /** Goes on counting app time. @returns {Promise<number>} app time in milliseconds */
    async keep() {
      const now = livedMs();
      const clock = await rows.single("clock");
      if (now - keptAt < KEPT_EVERY_MS) return lived(clock, now - keptAt, 0).app_ms;
      const kept = lived(clock, now - keptAt, wallMs());
      keptAt = now;
      await rows.setSingle("clock", kept);
      return kept.app_ms;
    },
    /** Wears off the wait after wrong PINs; call it while nobody tries. */
    async wear() {
      const now = livedMs();
      const tries = await rows.single("tries");
      if (!tries || tries.wait_ms <= 0) return;
      // Time before this wait began does not count for it, however long this tab slept.
      const isSame = seen.wrong === tries.wrong;
      const since = isSame ? now - seen.at : 0;
      seen = { wrong: tries.wrong, at: now };
      if (since > 0) await rows.setSingle("tries", waited(tries, since));
    },
  };
}
