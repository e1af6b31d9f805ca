// The drive part a crew goes on with once it took a newer one over: what is ahead is new, what was begun stays.

import { stopsOf } from "./plan-difference.js";

/**
 * Gives the newer drive part with everything of the older one that was begun: trips that are over stand before it, and
 * the doors at which something was recorded stand first in its first trip, so that who rides stays aboard. A household
 * that was begun is not driven to again, whatever the newer part says of it.
 * @param {any} old the drive part the crew drove by @param {any} next the newer one @param {any} view `missionView` of `old`
 * @param {Set<string>} begun codes of doors (`begunDoors`) @returns {any} a drive part; numbers of begun trips stay
 */
export function planTakenOver(old, next, view, begun) {
  const over = view.trips.filter((/** @type {any} */ trip) => trip.over).map((/** @type {any} */ trip) => trip.number);
  const started = old.trips.filter((/** @type {any} */ trip) => over.includes(trip.number) && trip.stops.some((/** @type {any} */ stop) => begun.has(stop.code)));
  const underWay = old.trips.filter((/** @type {any} */ trip) => !over.includes(trip.number) && trip.stops.some((/** @type {any} */ stop) => begun.has(stop.code)));
  const requests = new Set(stopsOf(old).filter((one) => begun.has(one.code)).map((one) => one.request));
  const ahead = next.trips.map((/** @type {any} */ trip) => withoutDoors(trip, requests)).filter((/** @type {any} */ trip, /** @type {number} */ at) => at === 0 || trip.stops.length > 0 || trip === next.trips.at(-1));
  const first = started.length ? Math.max(...started.map((/** @type {any} */ trip) => trip.number)) + 1 : underWay[0]?.number ?? 1;
  const [going, ...later] = ahead;
  const joined = going && underWay.length ? [withBegun(going, underWay, begun), ...later] : [...underWay, ...ahead];
  return { ...next, trips: [...started, ...joined.map((trip, at) => ({ ...trip, number: first + at }))] };
}

/** Dangers are told at once: who is warned has been given no other way. @param {any} drive @param {any} next the newer part that waits */
export const warnedOf = (drive, next) => ({ ...drive, hazards: next.hazards });

/** @param {any} trip @param {Set<string>} requests that are begun */
function withoutDoors(trip, requests) {
  const gone = new Set(trip.stops.filter((/** @type {any} */ stop) => requests.has(stop.request)).map((/** @type {any} */ stop) => stop.code));
  if (gone.size === 0) return trip;
  return { ...trip, stops: trip.stops.filter((/** @type {any} */ stop) => !gone.has(stop.code)), legs: trip.legs.filter((/** @type {any} */ leg) => !gone.has(leg.to)) };
}

/** Puts begun doors, and the legs that led to them, before what is ahead. @param {any} going @param {any[]} underWay @param {Set<string>} begun */
function withBegun(going, underWay, begun) {
  const stops = underWay.flatMap((trip) => trip.stops.filter((/** @type {any} */ stop) => begun.has(stop.code)));
  const legs = underWay.flatMap((trip) => trip.legs.filter((/** @type {any} */ leg) => begun.has(leg.to)));
  const ends = going.shelter || going.relay ? {} : { shelter: underWay[0].shelter, relay: underWay[0].relay, hand_over_at: underWay[0].hand_over_at };
  return { ...going, ...ends, stops: [...stops, ...going.stops], legs: [...legs, ...going.legs] };
}
