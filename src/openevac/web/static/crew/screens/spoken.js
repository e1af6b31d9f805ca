// The record's own words in people's words: outcomes, mobility, kinds of danger, fields about which phones disagree.

import { said, sentence } from "../words/said.js";
import { clock } from "./parts.js";

const OUTCOMES = {
  boarded: sentence("boarded"),
  refused: sentence("refused"),
  not_at_home: sentence("not at home"),
  walk_up: sentence("walk-up"),
  wrong_address: sentence("wrong address"),
  left_by_themselves: sentence("left by themselves"),
  taken_by_another: sentence("taken by another organisation"),
  referred: sentence("referred to a service"),
};
const MOBILITY = {
  walks: sentence("walks"),
  walks_with_help: sentence("walks with help"),
  wheelchair: sentence("in a wheelchair"),
  lying: sentence("lying"),
};
export const HAZARDS = {
  drone_seen: sentence("drone seen"),
  drone_waiting: sentence("drone waiting on the ground"),
  shelling: sentence("shelling by guns"),
  strike: sentence("strike"),
  mine: sentence("mine"),
  crater: sentence("crater in the road"),
  obstacle: sentence("obstacle on the road"),
  bridge_down: sentence("bridge down"),
  drone_attack: sentence("drone attacked a vehicle or people"),
  air_strike: sentence("strike from the air"),
  scattered_mines: sentence("scattered mines"),
  fighting: sentence("fighting nearby"),
  other: sentence("something else"),
};
/** What a report of each kind warns of, as at the desk. */
export const CAUSE_OF = {
  drone_seen: "drone", drone_waiting: "drone", drone_attack: "drone", shelling: "shelling", strike: "shelling", mine: "mines",
  scattered_mines: "mines", crater: "shelling", obstacle: "ground", bridge_down: "shelling", air_strike: "air_strike", fighting: "ground",
};
export const EVENTS = {
  vehicle_hit: sentence("Our van was hit"),
  wounded: sentence("Wounded"),
  chased: sentence("We are chased"),
  vehicle_lost: sentence("The van is lost"),
  dead: sentence("Dead"),
};
const WORDS = {
  we_are_here: sentence("We are in contact"),
  on_scene: sentence("At the door"),
  left_scene: sentence("Left the door"),
  at_shelter: sentence("At the transit centre"),
  last_coverage: sentence("Last signal"),
  turning_back: sentence("Turning back"),
  sos: sentence("SOS"),
};
const FIELDS = {
  aboard: sentence("aboard or not"),
  outcome: sentence("what happened at the door"),
  own_yes: sentence("own yes"),
  turn_back: sentence("turning back"),
  silent_until: sentence("silence"),
  belongings_left: sentence("things left behind"),
  hand_over: sentence("heads at the hand-over"),
};
const VALUES = { yes: sentence("yes"), no: sentence("no"), not_boarded: sentence("not aboard"), boarded: sentence("boarded") };

/** @param {Record<string, string>} table @param {string} key a key nobody named is shown as it is */
const from = (table, key) => (Object.hasOwn(table, key) ? said(table[key]) : key);

/** @param {string} outcome */
export const outcomeSaid = (outcome) => from(OUTCOMES, outcome);
/** @param {string} mobility */
export const mobilitySaid = (mobility) => from(MOBILITY, mobility);
/** @param {string} kind */
export const hazardSaid = (kind) => from(HAZARDS, kind);
/** @param {string} field */
export const fieldSaid = (field) => from(FIELDS, field);

/** One side of a disagreement. @param {string} value */
export function valueSaid(value) {
  const [word] = value.split(":");
  return from({ ...OUTCOMES, ...VALUES }, word);
}

/** @param {string} band */
export function ageSaid(band) {
  if (band === "unknown") return said("age not known");
  return said("{band} years", { band: band.replace("-", "–") });
}

/** What one op recorded, for the list of what was sent. @param {any} op */
export function opSaid(op) {
  const [kind, number] = op.value.split(":");
  const code = op.subject.split(":").slice(1).join(":");
  switch (op.kind) {
    case "check_in": return op.subject.startsWith("version:") ? said("Driving by version {version}", { version: code }) : from(WORDS, kind);
    case "silent_until": return said("No signal until {at}", { at: clock(op.value) });
    case "stop_outcome": return `${code}: ${outcomeSaid(op.value)}`;
    case "own_yes": return `${code}: ${said("own yes")}: ${valueSaid(op.value)}`;
    case "boarded": return `${code}: ${said("boarded")}`;
    case "not_boarded": return `${code}: ${said("not aboard")}`;
    case "belongings_left": return `${code}: ${said("pieces left: {n}", { n: op.value })}`;
    case "hazard": return `${said("Danger")}: ${hazardSaid(op.value.split("/")[1] ?? "")}`;
    case "turn_back": return op.value === "yes" ? said("Turning back") : said("Driving on");
    case "hand_over": return said("Handed over: {n}", { n: op.value });
    case "crew_event": return kind === "saw_people" ? said("Saw people: {n}", { n: number ?? "" }) : `${from(EVENTS, kind)}${number ? ` · ${number}` : ""}`;
    case "undo": return said("Taken back");
    default: return op.kind;
  }
}
