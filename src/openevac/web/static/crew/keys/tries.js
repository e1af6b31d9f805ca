// What a wrong PIN costs. Waits are lived through with the app open: no clock that somebody can set counts.

/** How long nothing is judged after the first, second ... wrong PIN; the last holds for all further ones. */
export const WAITS_MS = [0, 0, 30_000, 120_000, 600_000];
/** With this wrong PIN the people keys are dropped. */
export const MOST_WRONG = 10;

/** @typedef {{wrong: number, wait_ms: number}} Tries `wait_ms` is what is left of the wait */

/** @returns {Tries} */
export const noTries = () => ({ wrong: 0, wait_ms: 0 });

/** Counts a try as wrong; kept before it is judged, so that a kill while judging gains nothing. @param {Tries} tries @returns {Tries} */
export function counted({ wrong }) {
  return { wrong: wrong + 1, wait_ms: WAITS_MS[Math.min(wrong, WAITS_MS.length - 1)] };
}

/** Takes lived time off the wait. @param {Tries} tries @param {number} lived_ms from a clock nobody can set @returns {Tries} */
export function waited(tries, lived_ms) {
  return { ...tries, wait_ms: Math.max(0, tries.wait_ms - Math.max(0, lived_ms)) };
}

/** @param {Tries} tries */
export const isOver = ({ wrong }) => wrong >= MOST_WRONG;
