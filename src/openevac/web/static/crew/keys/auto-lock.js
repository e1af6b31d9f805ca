// People pages lock after a minute in which nobody touched them; the drive page never does.

export const LOCKS_AFTER_MS = 60_000;

/**
 * Locks once when nothing was touched for so long. Whoever calls `check` decides how often.
 * @param {{now: () => number, lock: () => void, after_ms?: number}} given `now`: milliseconds that only go forward
 */
export function autoLock({ now, lock, after_ms = LOCKS_AFTER_MS }) {
  let touchedAt = now();
  let isWatching = false;
  return {
    /** Begins to watch, or begins the minute again. */
    touch() {
      touchedAt = now();
      isWatching = true;
    },
    rest() {
      isWatching = false;
    },
    check() {
      if (!isWatching || now() - touchedAt < after_ms) return;
      isWatching = false;
      lock();
    },
  };
}
