// What is drawn of a way: lines and points with a kind each, for either of the two drawings. Codes, never names.

import { splitAt } from "./where.js";

/** @typedef {[number, number]} Position */
/** @typedef {{kind: string, line: Position[]}} DrawnLine */
/** @typedef {{kind: string, at: Position, label: string, id: string}} DrawnPoint */

/**
 * @param {any} drive @param {any} view of `missionView` @param {Position | null} at @param {string} youAre the word beside the own place
 * @returns {{lines: DrawnLine[], points: DrawnPoint[]}}
 */
export function wayFeatures(drive, view, at, youAre) {
  /** @type {DrawnLine[]} */
  const lines = [];
  /** @type {DrawnPoint[]} */
  const points = [];
  const leg = view.next?.leg ?? null;
  // One trip at a time: ways of a later trip lie over the same roads and would only hide this one.
  const trips = view.trips.filter((/** @type {any} */ trip) => trip.number === view.next?.trip);
  for (const trip of trips)
    for (const one of trip.legs) if (one !== leg) lines.push({ kind: isDone(trip, one) ? "done" : "rest", line: one.line });
  if (leg && at) {
    const [driven, ahead] = splitAt(leg.line, at);
    lines.push({ kind: "done", line: driven }, { kind: "now", line: ahead });
  } else if (leg) lines.push({ kind: "now", line: leg.line });
  for (const trip of trips) {
    for (const door of trip.doors) points.push({ kind: door.code === view.next?.code ? "next" : door.done ? "door-done" : "door", at: door.position, label: short(door.code, drive.mission), id: door.code });
    if (trip.shelter) points.push({ kind: "shelter", at: trip.shelter.position, label: trip.shelter.code, id: trip.shelter.code });
  }
  for (const one of leg?.turn_back ?? []) points.push({ kind: "turn-back", at: one.position, label: "", id: `turn-${one.until}` });
  if (leg?.last_coverage) points.push({ kind: "coverage", at: leg.last_coverage.position, label: "", id: "coverage" });
  for (const one of drive.hazards ?? []) points.push({ kind: one.blocks ? "blocks" : one.verified ? "hazard" : "hazard-unverified", at: one.position, label: "", id: one.code });
  if (at) points.push({ kind: "me", at, label: youAre, id: "me" });
  return { lines: lines.filter((one) => one.line.length > 1), points };
}

/** A code as it is said while driving: "1.2" of "В-12.1.2". @param {string} code @param {string} mission */
export const short = (code, mission) => (code.startsWith(`${mission}.`) ? code.slice(mission.length + 1) : code.replace(/^.*v\d+\./, ""));

/** What must be in sight: the current leg from here on, or everything. @param {{lines: DrawnLine[], points: DrawnPoint[]}} drawn @param {boolean} whole @returns {number[] | null} west, south, east, north */
export function boundsOf({ lines, points }, whole) {
  const now = lines.filter((one) => whole || one.kind === "now").flatMap((one) => one.line);
  const marks = points.filter((one) => whole || ["next", "me"].includes(one.kind)).map((one) => one.at);
  const all = [...now, ...marks];
  if (all.length === 0) return whole ? null : boundsOf({ lines, points }, true);
  const [lons, lats] = [all.map(([lon]) => lon), all.map(([, lat]) => lat)];
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

/** @param {any} trip @param {any} leg */
function isDone(trip, leg) {
  return trip.doors.some((/** @type {any} */ door) => door.code === leg.to && door.done);
}
