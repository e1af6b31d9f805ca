// How long to wait before the base is asked again: longer after each failure, and never all phones at one moment.

const FIRST_MS = 1_000;

/**
 * @param {number} failures in a row @param {number} everyMs the wait when nothing failed
 * @param {number} longestMs coverage on the road lasts a minute or less: who waits longer drives past it
 * @param {number} chance from 0 up to 1 @returns {number} milliseconds
 */
export function waitMs(failures, everyMs, longestMs, chance) {
  const whole = failures === 0 ? everyMs : Math.min(longestMs, FIRST_MS * 2 ** Math.min(failures - 1, 20));
  return whole * (0.5 + chance / 2);
}
