// What a newer drive part changes for a crew that drives by an older one: plain facts, said by screens/changes-said.js.

import { onLine } from "./where.js";

/** A clock time that moves by less is no change to a van on such roads. */
export const WORTH_SAYING_MS = 5 * 60_000;
/** Lines are thinned to 10 m and begin where the van was heard last; farther beside than this is another road. */
const OTHER_WAY_M = 200;

/** @typedef {{code: string, place: string}} Named */
/**
 * @typedef {object} Difference
 * @property {number} version of the newer one
 * @property {{name: string, access: string | null}[]} access
 * @property {any[]} dangers new ones, and those of which something else is said now
 * @property {number} cleared how many dangers are told no more
 * @property {(Named & {codes: string[]})[]} takenOut open doors that are gone; `codes`: all under which people pages may lie
 * @property {(Named & {before: Named | null})[]} added `before`: the next door, null at the end of the trip
 * @property {(Named & {before: Named | null})[]} moved
 * @property {(Named & {point: string})[]} met `point`: empty at the door
 * @property {(Named & {was: number, is: number})[]} party
 * @property {(Named & {was: string, at: string})[]} times
 * @property {string[]} ways where another way leads: a door's code, "shelter", "relay" or "base"
 * @property {{was: string, is: string}[]} ends where people are brought
 * @property {{was: string, at: string} | null} returns
 * @property {boolean} isWorthSaying whether anything of this is there
 */

/**
 * Gives what changes. Doors are the same when their request is; a door at which this crew has recorded anything stays
 * whatever the newer part says (see `planTakenOver`), so it is no change.
 * @param {any} old the drive part the crew drives by @param {any} next the newer one @param {Set<string>} begun
 *   codes of the doors of `old` at which something was recorded (`begunDoors`) @returns {Difference}
 */
export function planDifference(old, next, begun) {
  const kept = new Set(stopsOf(old).filter((one) => begun.has(one.code)).map((one) => one.request));
  const before = keyed(stopsOf(old).filter((one) => !kept.has(one.request)));
  const after = keyed(stopsOf(next).filter((one) => !kept.has(one.request)));
  const both = [...after].filter(([key]) => before.has(key)).map(([key, stop]) => ({ key, was: before.get(key), stop }));
  const follows = followers([...after]);
  const told = {
    version: next.version,
    access: accessOf(old, next),
    dangers: (next.hazards ?? []).filter((/** @type {any} */ one) => !(old.hazards ?? []).some((/** @type {any} */ known) => sameDanger(known, one))),
    cleared: (old.hazards ?? []).filter((/** @type {any} */ one) => !(next.hazards ?? []).some((/** @type {any} */ known) => known.code === one.code)).length,
    takenOut: [...before].filter(([key]) => !after.has(key)).map(([, stop]) => ({ ...named(stop), codes: [stop.code, ...(stop.before ?? [])] })),
    added: [...after].filter(([key]) => !before.has(key)).map(([key, stop]) => ({ ...named(stop), before: follows.get(key) ?? null })),
    moved: movedOf([...before.keys()], both.map(({ key }) => key)).map((key) => ({ ...named(after.get(key)), before: follows.get(key) ?? null })),
    met: both.filter(({ was, stop }) => (was.point ?? "") !== (stop.point ?? "")).map(({ stop }) => ({ ...named(stop), point: stop.point ?? "" })),
    party: both.filter(({ was, stop }) => was.party !== stop.party).map(({ was, stop }) => ({ ...named(stop), was: was.party, is: stop.party })),
    times: both.filter(({ was, stop }) => isLater(was.arrives_at, stop.arrives_at)).map(({ was, stop }) => ({ ...named(stop), was: was.arrives_at, at: stop.arrives_at })),
    ways: waysOf(old, next, new Map(both.map(({ was, stop }) => [stop.code, was.code]))),
    ends: endsOf(old, next),
    returns: isLater(old.returns_at, next.returns_at) ? { was: old.returns_at, at: next.returns_at } : null,
  };
  return { ...told, isWorthSaying: Object.entries(told).some(([what, one]) => what !== "version" && (Array.isArray(one) ? one.length > 0 : Boolean(one))) };
}

/** The doors at which something was recorded: who stands there, rides from there or was asked there. @param {any} view of `missionView` @returns {Set<string>} */
export function begunDoors(view) {
  const isTouched = (/** @type {any} */ one) => one.aboard || one.handed_over || one.stays || one.yes;
  return new Set(view.doors.filter((/** @type {any} */ door) => door.done || door.on_scene_at || door.people.some(isTouched)).map((/** @type {any} */ door) => door.code));
}

/** @param {any} drive @returns {any[]} */
export const stopsOf = (drive) => drive.trips.flatMap((/** @type {any} */ trip) => trip.stops.map((/** @type {any} */ stop) => ({ ...stop, trip: trip.number })));

/** Stops by request; one that is fetched in two halves has two. @param {any[]} stops @returns {Map<string, any>} */
function keyed(stops) {
  const found = new Map();
  for (const stop of stops) {
    let half = 1;
    while (found.has(`${stop.request} ${half}`)) half += 1;
    found.set(`${stop.request} ${half}`, stop);
  }
  return found;
}

/** @param {any} stop @returns {Named} */
const named = ({ code, place }) => ({ code, place });

/** The door that follows each, within its trip. @param {[string, any][]} after @returns {Map<string, Named>} */
function followers(after) {
  const found = new Map();
  after.forEach(([key, stop], at) => {
    const next = after[at + 1]?.[1];
    if (next && next.trip === stop.trip) found.set(key, named(next));
  });
  return found;
}

/** As few doors as explain the new order: all but a longest run that kept its order. @param {string[]} before @param {string[]} after keys of doors that stand in both */
function movedOf(before, after) {
  const places = after.map((key) => before.indexOf(key));
  /** @type {number[][]} the longest run that ends at each place */
  const runs = [];
  places.forEach((place, at) => {
    const best = runs.filter((_, one) => places[one] < place).reduce((longest, run) => (run.length >= longest.length ? run : longest), /** @type {number[]} */ ([]));
    runs.push([...best, at]);
  });
  // Of equally long runs the last: then what comes earlier than before is what is said to have moved.
  const stays = new Set(runs.reduce((longest, run) => (run.length >= longest.length ? run : longest), []));
  return after.filter((_, at) => !stays.has(at));
}

/** @param {string} was @param {string} at */
const isLater = (was, at) => Math.abs(Date.parse(at) - Date.parse(was)) >= WORTH_SAYING_MS;

/** @param {any} known @param {any} one */
const sameDanger = (known, one) => ["code", "kind", "verified", "blocks", "radius_m"].every((name) => known[name] === one[name]) && String(known.position) === String(one.position);

/** @param {any} old @param {any} next */
function accessOf(old, next) {
  const known = new Map((old.places ?? []).map((/** @type {any} */ one) => [one.name, one.access]));
  const isNews = ({ name, access }) => (known.has(name) ? known.get(name) !== access : access !== null && access !== "open");
  return (next.places ?? []).filter(isNews).map(({ name, access }) => ({ name, access }));
}

/**
 * Where another road is driven than was known. A leg is held against the one between the same two ends; the first of all
 * begins where the van was heard last, and is held against any that ends where it ends.
 * @param {any} old @param {any} next @param {Map<string, string>} codes new code -> old one
 */
function waysOf(old, next, codes) {
  const known = legsOf(old, (to) => to);
  const found = legsOf(next, (to) => codes.get(to) ?? to).filter(({ leg, from, end }) => {
    const was = known.filter((one) => one.end === end && (from === "" || one.from === from) && one.leg.line.length > 1);
    return was.length > 0 && was.every((one) => leg.line.some((/** @type {any} */ at) => onLine(one.leg.line, at).off_m > OTHER_WAY_M));
  });
  return [...new Set(found.map(({ leg }) => leg.to))];
}

/** Legs with the two ends they lie between, doors by their older codes. @param {any} drive @param {(to: string) => string} known */
function legsOf(drive, known) {
  let from = "";
  return drive.trips.flatMap((/** @type {any} */ trip) => trip.legs.map((/** @type {any} */ leg) => {
    const begins = from;
    from = ["shelter", "relay"].includes(leg.to) ? `${leg.to} ${trip.shelter?.code ?? trip.relay}` : known(leg.to);
    return { leg, from: begins, end: from };
  }));
}

/** Where the people of a door's trip are brought. @param {any} old @param {any} next */
function endsOf(old, next) {
  const end = (/** @type {any} */ trip) => trip?.shelter?.name ?? trip?.relay ?? "";
  const was = new Map(old.trips.flatMap((/** @type {any} */ trip) => trip.stops.map((/** @type {any} */ stop) => [stop.request, end(trip)])));
  const pairs = next.trips.flatMap((/** @type {any} */ trip) => trip.stops.filter((/** @type {any} */ stop) => was.has(stop.request) && was.get(stop.request) !== end(trip)).map((/** @type {any} */ stop) => `${was.get(stop.request)}\n${end(trip)}`));
  return [...new Set(pairs)].map((pair) => ({ was: String(pair).split("\n")[0], is: String(pair).split("\n")[1] }));
}
