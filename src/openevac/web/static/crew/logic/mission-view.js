// A mission after everything that was recorded on it: the drive part and the folded state in, what to show out.

import { tripsOver } from "./trips-over.js";
import { walkUpsAboard } from "./walk-ups.js";

/** @typedef {{status: string, value: string | null, counts_as: string | null, visible: string[], values: string[]}} Field */

/**
 * Everything the screens show of one mission.
 * @param {any} drive the drive part @param {any} state the folded state (docs/sync.md) @param {any[]} ops the same ops, by themselves
 * @param {{turnedBack?: boolean}} [base] what the base says of the mission
 */
export function missionView(drive, state, ops, base = {}) {
  const alive = ops.filter((op) => op.kind !== "undo" && state.ops?.[op.id]?.state !== "undone");
  const over = tripsOver(drive, state, alive);
  const trips = drive.trips.map((/** @type {any} */ trip) => ({
    ...trip,
    over: over.has(trip.number),
    doors: trip.stops.map((/** @type {any} */ stop) => doorOf(stop, state, alive, over.has(trip.number))),
  }));
  const walkUps = walkUpsAboard(drive.mission, state).filter((one) => !over.has(one.trip));
  const aboard = [...trips.flatMap((/** @type {any} */ trip) => trip.doors.flatMap(riding)), ...walkUps.map(({ code }) => ({ code, stop: "" }))];
  const own = `mission:${drive.mission}`;
  const turnedBack = fieldOf(state, own, "turn_back")?.counts_as === "yes" || Boolean(base.turnedBack);
  return {
    mission: drive.mission,
    trips,
    doors: trips.flatMap((/** @type {any} */ trip) => trip.doors),
    next: nextOf(drive, trips, aboard, turnedBack),
    aboard,
    heads: aboard.length,
    turnedBack,
    silentUntil: fieldOf(state, own, "silent_until")?.counts_as ?? null,
    disagreements: disagreementsOf(state),
    gaps: Object.keys(state.gaps ?? {}).length > 0,
  };
}

/** One field of one subject, or null where nobody recorded any. @param {any} state @param {string} subject @param {string} name @returns {Field | null} */
export function fieldOf(state, subject, name) {
  return state.subjects?.[subject]?.[name] ?? null;
}

/** What people call a disagreement; empty where there is none. @param {Field | null} field */
export function disagreement(field) {
  if (field?.status === "parallel") return "parallel update";
  return field?.status === "conflict" ? "conflict" : "";
}

/** The fields about which phones disagree, each with its sides. @param {any} state */
export function disagreementsOf(state) {
  const found = [];
  for (const [subject, fields] of Object.entries(state.subjects ?? {}))
    for (const [name, field] of Object.entries(/** @type {Record<string, Field>} */ (fields))) {
      const called = disagreement(field);
      if (called) found.push({ subject, field: name, called, values: field.values, counts_as: field.counts_as });
    }
  return found;
}

/** @param {any} stop @param {any} state @param {any[]} alive @param {boolean} over */
function doorOf(stop, state, alive, over) {
  // Another phone of the crew may still drive by an older version, in which this door had another code.
  const names = [stop.code, ...(stop.before ?? [])].map((code) => `stop:${code}`);
  const recorded = (/** @type {string} */ name) => names.map((own) => fieldOf(state, own, name)).find((field) => field && field.status !== "empty") ?? null;
  const outcome = recorded("outcome");
  const left = recorded("belongings_left")?.value ?? null;
  const words = alive.filter((op) => names.includes(op.subject) && op.kind === "check_in");
  const arrived = words.filter((op) => op.value === "on_scene").sort(byTime)[0];
  const gone = words.filter((op) => op.value === "left_scene").sort(byTime).at(-1);
  return {
    ...stop,
    outcome: outcome?.counts_as ?? null,
    called: disagreement(outcome),
    said: outcome?.values ?? [],
    people: stop.people.map((/** @type {any} */ person) => personOf(person, state, over)),
    piecesLeft: left === null ? null : Number(left),
    on_scene_at: arrived?.happened_at ?? null,
    left_at: gone && (!arrived || gone.happened_at >= arrived.happened_at) ? gone.happened_at : null,
    done: Boolean(outcome?.counts_as),
  };
}

/** @param {any} person @param {any} state @param {boolean} over */
function personOf(person, state, over) {
  const aboard = fieldOf(state, `evacuee:${person.code}`, "aboard");
  const yes = fieldOf(state, `evacuee:${person.code}`, "own_yes");
  return {
    ...person,
    child: ["0-4", "5-17"].includes(person.age_band),
    aboard: !over && (aboard?.counts_as ?? "").split(":")[0] === "boarded",
    handed_over: over && (aboard?.counts_as ?? "").split(":")[0] === "boarded",
    stays: (aboard?.counts_as ?? "").split(":")[0] === "not_boarded",
    yes: yes?.counts_as ?? null,
    called: disagreement(aboard) || disagreement(yes),
  };
}

/** @param {any} door */
function riding(door) {
  return door.people.filter((/** @type {any} */ person) => person.aboard).map((/** @type {any} */ person) => ({ code: person.code, stop: door.code }));
}

/**
 * Where the van drives next: an open door, else the shelter or relay while people are aboard, else the base.
 * @param {any} drive @param {any[]} trips @param {any[]} aboard @param {boolean} turnedBack
 */
function nextOf(drive, trips, aboard, turnedBack) {
  const trip = trips.find((one) => !one.over) ?? trips.at(-1);
  if (!trip) return null;
  const door = turnedBack || trip.over ? null : trip.doors.find((/** @type {any} */ one) => !one.done);
  if (door) return { kind: "stop", code: door.code, name: door.place, position: door.position, at: door.arrives_at, leg: legTo(trip, door.code), trip: trip.number, door };
  const end = { at: trip.arrives_at, trip: trip.number, door: null };
  if (aboard.length > 0 && trip.relay && !turnedBack)
    return { ...end, kind: "relay", code: trip.relay, name: trip.relay, position: legTo(trip, "relay")?.line?.at(-1) ?? null, at: trip.hand_over_at ?? trip.arrives_at, leg: legTo(trip, "relay") };
  if (aboard.length > 0 && trip.shelter)
    return { ...end, kind: "shelter", code: trip.shelter.code, name: trip.shelter.name, position: trip.shelter.position, leg: turnedBack ? backOf(trip) : legTo(trip, "shelter") };
  const home = legTo(trips.at(-1), "base");
  return { ...end, kind: "base", code: "", name: "", position: home?.line?.at(-1) ?? null, at: drive.returns_at, leg: turnedBack ? backOf(trip) : home };
}

/** @param {any} trip @param {string} to */
function legTo(trip, to) {
  return trip?.legs.find((/** @type {any} */ leg) => leg.to === to) ?? null;
}

/** The way a trip came, driven back: what its crew knows. From the door last reached, else from the first leg's end. @param {any} trip */
function backOf(trip) {
  const done = trip.doors.filter((/** @type {any} */ door) => door.done || door.on_scene_at).length;
  const driven = trip.legs.slice(0, Math.max(1, Math.min(done + 1, trip.doors.length)));
  const line = driven.flatMap((/** @type {any} */ leg) => leg.line).reverse();
  const [minutes, km] = [sum(driven, "minutes"), sum(driven, "km")];
  return { number: 0, to: "back", minutes, km, line, tracks_km: sum(driven, "tracks_km"), last_coverage: null, silent: null, turn_back: [], fallback: null };
}

/** @param {any[]} legs @param {string} name */
const sum = (legs, name) => legs.reduce((whole, leg) => whole + (leg[name] ?? 0), 0);

/** @param {any} one @param {any} other */
const byTime = (one, other) => (one.happened_at < other.happened_at ? -1 : Number(one.happened_at > other.happened_at));

