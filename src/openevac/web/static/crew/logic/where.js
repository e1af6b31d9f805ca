// Where the van is along its way: metres and minutes to the next point, off the way or not, the next turn-back point.

/** @typedef {[number, number]} Position longitude, latitude in degrees */
/** @typedef {{along_m: number, off_m: number, whole_m: number}} OnLine */

const METRES_PER_DEGREE = 111_320;
/** Positions of phones and lines of a plan are each rough; nearer than this nobody has left the way. */
export const OFF_WAY_M = 300;

/** Metres between two positions; even ground is good enough for a day's drive. @param {Position} one @param {Position} other */
export function metresBetween(one, other) {
  const [x, y] = offset(one, other);
  return Math.hypot(x, y);
}

/** Length of a line in metres. @param {Position[]} line */
export function lengthOf(line) {
  let whole_m = 0;
  for (let index = 1; index < line.length; index += 1) whole_m += metresBetween(line[index - 1], line[index]);
  return whole_m;
}

/** The nearest place on a line: how far along it lies and how far off. @param {Position[]} line @param {Position} at @returns {OnLine} */
export function onLine(line, at) {
  let best = { along_m: 0, off_m: line.length ? metresBetween(line[0], at) : Infinity };
  let driven_m = 0;
  for (let index = 1; index < line.length; index += 1) {
    const length_m = metresBetween(line[index - 1], line[index]);
    const part = partOf(line[index - 1], line[index], at);
    const off_m = metresBetween(between(line[index - 1], line[index], part), at);
    if (off_m < best.off_m) best = { along_m: driven_m + part * length_m, off_m };
    driven_m += length_m;
  }
  return { ...best, whole_m: driven_m };
}

/**
 * What is left of one leg from here. Without a position the whole leg is left, and nobody is off the way.
 * @param {any} leg of the drive part @param {Position | null} at @returns {{left_m: number, left_s: number, off_m: number | null, off: boolean}}
 */
export function leftOf(leg, at) {
  const whole = { left_m: leg.km * 1000, left_s: leg.minutes * 60 };
  if (!at || leg.line.length < 2) return { ...whole, off_m: null, off: false };
  const { along_m, off_m, whole_m } = onLine(leg.line, at);
  const share = whole_m > 0 ? 1 - along_m / whole_m : 0;
  return { left_m: whole.left_m * share, left_s: whole.left_s * share, off_m, off: off_m > OFF_WAY_M };
}

/**
 * The next point of a leg at which one can turn back, and the seconds until its last moment (below zero: it is past; null: no delay that
 * was tried breaks the plan).
 * @param {any} leg @param {Position | null} at @param {number} now_ms @returns {{position: Position, left_s: number | null, left_m: number | null} | null}
 */
export function nextTurnBack(leg, at, now_ms) {
  const here_m = at && leg.line.length > 1 ? onLine(leg.line, at).along_m : 0;
  const points = (leg.turn_back ?? []).map((/** @type {any} */ one) => ({ ...one, along_m: onLine(leg.line, one.position).along_m }));
  const ahead = points.filter((/** @type {any} */ one) => one.along_m >= here_m - OFF_WAY_M);
  ahead.sort((/** @type {any} */ one, /** @type {any} */ other) => one.along_m - other.along_m);
  const next = ahead[0];
  if (!next) return null;
  return { position: next.position, left_s: next.until === null ? null : (Date.parse(next.until) - now_ms) / 1000, left_m: at ? Math.max(0, next.along_m - here_m) : null };
}

/** A place on the line so many metres ahead; its end where the line is shorter. @param {Position[]} line @param {Position} at @param {number} ahead_m @returns {Position} */
export function aheadOf(line, at, ahead_m) {
  let left_m = onLine(line, at).along_m + ahead_m;
  for (let index = 1; index < line.length; index += 1) {
    const length_m = metresBetween(line[index - 1], line[index]);
    if (left_m <= length_m) return between(line[index - 1], line[index], length_m > 0 ? left_m / length_m : 0);
    left_m -= length_m;
  }
  return line.at(-1) ?? at;
}

/** The part of a line behind a position and the part before it. @param {Position[]} line @param {Position} at @returns {[Position[], Position[]]} */
export function splitAt(line, at) {
  const { along_m } = onLine(line, at);
  const here = aheadOf(line, at, 0);
  let driven_m = 0;
  let index = 1;
  for (; index < line.length; index += 1) {
    driven_m += metresBetween(line[index - 1], line[index]);
    if (driven_m >= along_m) break;
  }
  return [[...line.slice(0, index), here], [here, ...line.slice(index)]];
}

/** Dangers near what is still to drive, the nearest first, with metres from here. @param {any[]} hazards @param {Position[]} line @param {Position | null} at @param {number} within_m */
export function hazardsOn(hazards, line, at, within_m = 2000) {
  if (line.length < 2) return [];
  const here_m = at ? onLine(line, at).along_m : 0;
  return hazards
    .map((hazard) => ({ hazard, ...onLine(line, hazard.position) }))
    .filter(({ hazard, along_m, off_m }) => off_m <= within_m + (hazard.radius_m ?? 0) && along_m >= here_m - OFF_WAY_M)
    .map(({ hazard, along_m, off_m }) => ({ hazard, ahead_m: Math.max(0, along_m - here_m), off_m }))
    .sort((one, other) => one.ahead_m - other.ahead_m);
}

/** Rounds to about 100 m, so that what is kept and sent names no door. @param {Position} at @returns {Position} */
export function rough([lon, lat]) {
  return [Number(lon.toFixed(3)), Number(lat.toFixed(3))];
}

/** Metres east and north from one position to another. @param {Position} one @param {Position} other @returns {[number, number]} */
function offset(one, other) {
  const squeeze = Math.cos((((one[1] + other[1]) / 2) * Math.PI) / 180);
  return [(other[0] - one[0]) * METRES_PER_DEGREE * squeeze, (other[1] - one[1]) * METRES_PER_DEGREE];
}

/** How far along a straight piece the nearest place lies, 0 to 1. @param {Position} start @param {Position} end @param {Position} at */
function partOf(start, end, at) {
  const [x, y] = offset(start, end);
  const [px, py] = offset(start, at);
  const square = x * x + y * y;
  return square === 0 ? 0 : Math.min(1, Math.max(0, (px * x + py * y) / square));
}

/** @param {Position} one @param {Position} other @param {number} part @returns {Position} */
function between(one, other, part) {
  return [one[0] + (other[0] - one[0]) * part, one[1] + (other[1] - one[1]) * part];
}
