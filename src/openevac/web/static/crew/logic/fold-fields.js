// Which field an op changes, how its value reads, and which value is the cautious one. Twin of fold_fields.py.

import { compareTexts } from "./canonical.js";

/** @typedef {import("./ops.js").Op} Op */

const ABOARD = "aboard";
/** Which field of its subject each kind of op changes; an undo changes none. */
const FIELDS = new Map([
  ["check_in", "check_in"],
  ["silent_until", "silent_until"],
  ["stop_outcome", "outcome"],
  ["own_yes", "own_yes"],
  ["boarded", ABOARD],
  ["not_boarded", ABOARD],
  ["belongings_left", "belongings_left"],
  ["hazard", "hazard"],
  ["turn_back", "turn_back"],
  ["hand_over", "hand_over"],
  ["crew_event", "crew_event"],
]);
export const UNDO = "undo";
export const KINDS = new Set([...FIELDS.keys(), UNDO]);
/** Fields in which every op stands for itself. */
const LOGS = new Set(["check_in", "hazard", "crew_event"]);

/**
 * Values by caution: what keeps people looking for somebody comes before what lets them stop.
 * @type {Map<string, string[]>}
 */
const CAUTIOUS_FIRST = new Map([
  [
    "outcome",
    [
      "not_at_home", "wrong_address", "referred", "left_by_themselves", "taken_by_another", "refused", "walk_up",
      "boarded",
    ],
  ],
  ["own_yes", ["no", "yes"]],
  ["turn_back", ["yes", "no"]],
]);
const MOMENT = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/;

/** @param {Op} op @returns {string} */
export function fieldOf(op) {
  const field = FIELDS.get(op.kind);
  if (field === undefined) throw new RangeError("a kind of op that nobody knows");
  return field;
}

/** @param {string} field */
export const isLog = (field) => LOGS.has(field);

/**
 * Gives the value an op sets; of boarding which way, then the vehicle, if one was given.
 * @param {Op} op @returns {string}
 */
export function valueOf(op) {
  if (fieldOf(op) !== ABOARD) return op.value;
  return op.value ? `${op.kind}:${op.value}` : op.kind;
}

/**
 * Gives the value that lists reckon with while devices disagree; null where none is cautious.
 * @param {string} field @param {string[]} values @returns {string | null}
 */
export function countsAs(field, values) {
  if (field === ABOARD) {
    return values.some((value) => value.split(":")[0] === "not_boarded") ? "not_boarded" : "boarded";
  }
  if (field === "silent_until") {
    return values.every((value) => MOMENT.test(value)) ? [...values].sort(compareTexts)[0] : null;
  }
  const known = CAUTIOUS_FIRST.get(field) ?? [];
  if (!values.every((value) => known.includes(value))) return null;
  return known.find((value) => values.includes(value)) ?? null;
}
