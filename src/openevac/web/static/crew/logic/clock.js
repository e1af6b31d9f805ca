// The hybrid clock: moments that never go back on one phone, and that are later than all it has heard of.

/** @typedef {[number, number]} Clock milliseconds since 1970 (UTC), and a counter that orders equal ones */

/** What the base reads as a moment: a phone whose clock was lost still records, and its order stays right. */
const EARLIEST_MS = Date.UTC(2000, 0, 1);
const LATEST_MS = Date.UTC(2100, 0, 1) - 1;
/** Beyond this nobody has counted; a phone that followed such a clock could not go on after it. */
const MOST_TICKS = 2 ** 40;

/** @param {Clock} one @param {Clock} other @returns {number} below, at or above 0 */
export const compareClocks = (one, other) => one[0] - other[0] || one[1] - other[1];

/**
 * Gives the moment of a new op: later than every one before.
 * @param {Clock} clock @param {number} nowMs @returns {Clock}
 */
export function tick(clock, nowMs) {
  const now = withinReach(nowMs);
  return now > clock[0] ? [now, 0] : [clock[0], clock[1] + 1];
}

/**
 * Moves past a clock that was heard. One that no honest phone can have is passed over: its op is kept, and ours, which
 * are not later then, stay in sight beside it.
 * @param {Clock} clock @param {Clock} other @returns {Clock}
 */
export function hear(clock, other) {
  const believable = other[0] <= LATEST_MS && other[1] <= MOST_TICKS;
  return believable && compareClocks(other, clock) > 0 ? [other[0], other[1]] : clock;
}

/** Gives the moment as ops carry it: "2025-08-16T05:00:01.000Z". @param {number} nowMs @returns {string} */
export const happenedAt = (nowMs) => new Date(withinReach(nowMs)).toISOString();

/** @param {number} nowMs @returns {number} */
const withinReach = (nowMs) => Math.trunc(Math.min(Math.max(nowMs, EARLIEST_MS), LATEST_MS));
