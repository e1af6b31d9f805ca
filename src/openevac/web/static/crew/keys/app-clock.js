// The phone's own time for the end of a mission: begins as the clock on the wall and never goes back.

/** @typedef {{app_ms: number, wall_ms: number}} AppClock what is kept: app time, and the wall's at that moment */

/**
 * Starts after a pause in which nothing ran: the pause counts as far as the wall's clock says, but never backwards.
 * @param {AppClock | undefined} kept @param {number} wall_ms @returns {AppClock}
 */
export function started(kept, wall_ms) {
  if (!kept) return { app_ms: wall_ms, wall_ms };
  return { app_ms: kept.app_ms + Math.max(0, wall_ms - kept.wall_ms), wall_ms };
}

/** Goes on while the app lives, by a clock nobody can set. @param {AppClock} clock @param {number} lived_ms @param {number} wall_ms @returns {AppClock} */
export function lived(clock, lived_ms, wall_ms) {
  return { app_ms: clock.app_ms + Math.max(0, lived_ms), wall_ms };
}

/** Turns app time into a time of the wall's clock, as long as nobody sets that. @param {AppClock} clock @param {number} app_ms */
export const inWallTime = (clock, app_ms) => clock.wall_ms + (app_ms - clock.app_ms);

/** Turns a time of the wall's clock (a planned return) into app time. @param {AppClock} clock @param {number} wall_ms */
export const inAppTime = (clock, wall_ms) => clock.app_ms + (wall_ms - clock.wall_ms);
