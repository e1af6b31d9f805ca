// Which trips of a mission are over: handed over by head count, or nobody of them is left to bring.

import { walkUpsAboard } from "./walk-ups.js";

/**
 * The numbers of the trips that are over. Two phones that record one hand-over end one trip, not two: a hand-over ends
 * a trip only if something happened on that trip before it.
 * @param {any} drive @param {any} state @param {any[]} alive ops that were not taken back
 * @returns {Set<number>}
 */
export function tripsOver(drive, state, alive) {
  const over = new Set();
  const handOvers = alive.filter((op) => op.kind === "hand_over" && op.subject === `mission:${drive.mission}`).map((op) => op.happened_at).sort();
  for (const trip of drive.trips) {
    const began = firstWord(trip, alive);
    const next = handOvers.findIndex((at) => began !== null && at >= began);
    if (next >= 0) handOvers.splice(0, next + 1);
    else if (!closedEmpty(trip, state) || walkUpsAboard(drive.mission, state).some((one) => one.trip === trip.number)) break;
    over.add(trip.number);
  }
  return over;
}

/** When the first thing was recorded at a door of a trip, or null. @param {any} trip @param {any[]} alive */
function firstWord(trip, alive) {
  const subjects = new Set(trip.stops.flatMap((/** @type {any} */ stop) => [`stop:${stop.code}`, ...stop.people.map((/** @type {any} */ one) => `evacuee:${one.code}`)]));
  const said = alive.filter((op) => subjects.has(op.subject)).map((op) => op.happened_at).sort();
  return said[0] ?? null;
}

/** Every door has its outcome and nobody of them rides: there is nobody to hand over. @param {any} trip @param {any} state */
function closedEmpty(trip, state) {
  /** @param {string} subject @param {string} name */
  const counts = (subject, name) => state.subjects?.[subject]?.[name]?.counts_as ?? "";
  return trip.stops.every((/** @type {any} */ stop) => {
    const said = counts(`stop:${stop.code}`, "outcome");
    const rides = stop.people.some((/** @type {any} */ one) => counts(`evacuee:${one.code}`, "aboard").startsWith("boarded"));
    return said && !rides;
  });
}
