// Times as they are said on a board; pure, so that they can be tested without one.

/** Says a span: 4:05 · 1:00:00. @param {number} ms */
export function span(ms) {
  const all = Math.max(0, Math.floor(ms / 1000));
  const hours = Math.floor(all / 3600);
  const minutes = Math.floor(all / 60) % 60;
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(all % 60)}` : `${minutes}:${two(all % 60)}`;
}

/** Says how long until something is due, or how late it is. @param {number} ms @param {{in: string, late: string}} words */
export function countdown(ms, words) {
  // What is left is rounded up and what is late down: "in 0:00" is never shown for a second too early.
  return ms > 0 ? words.in.replace("@", span(ms + 999)) : words.late.replace("@", span(-ms));
}

/** Says an age in minutes. @param {number} ms @param {{ago: string, min: string, hours: string}} words */
export function age(ms, words) {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  const said = minutes < 60
    ? words.min.replace("@", String(minutes))
    : words.hours.replace("@", String(Math.floor(minutes / 60))).replace("#", String(minutes % 60));
  return words.ago.replace("@", said);
}

const LEVELS = ["not_due", "amber", "red", "no_answer"];

/** Gives what rings: the highest of what the board says, what the clock says, and blindness.
 * @param {string} board @param {boolean} dueHere a word is due by this screen's clock and the board has not said so yet
 * @param {boolean} blind
 */
export function ringing(board, dueHere, blind) {
  if (blind) return "blind";
  if (board !== "not_due" && LEVELS.includes(board)) return board;
  return dueHere ? "amber" : "not_due";
}
