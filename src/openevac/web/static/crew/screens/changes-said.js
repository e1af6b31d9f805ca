// What a newer plan changes, and what the base says of a mission, in words: one sentence a change, the gravest first.

import { short } from "../logic/way-features.js";
import { said, sentence } from "../words/said.js";
import { age, clock } from "./parts.js";
import { hazardSaid } from "./spoken.js";

const ACCESS = {
  open: sentence("open"),
  armoured_only: sentence("armoured vehicles only"),
  police_and_army_only: sentence("police and army only"),
  closed: sentence("closed"),
};
const IN_SHORT = 2;

/** @typedef {import("../logic/plan-difference.js").Difference} Difference */
/** @typedef {import("../logic/plan-difference.js").Named} Named */

/** Every change in a sentence of its own. @param {Difference} told @param {string} mission @returns {string[]} */
export function changesSaid(told, mission) {
  const name = (/** @type {Named} */ one) => `${short(one.code, mission)} ${one.place}`.trim();
  return [
    ...told.access.map((one) => said("Access to {place}: {access}", { place: one.name, access: one.access ? said(ACCESS[/** @type {keyof typeof ACCESS} */ (one.access)] ?? one.access) : said("nobody says") })),
    ...(told.dangers.length ? [said("{n} new {n|danger|dangers}", { n: told.dangers.length })] : []),
    ...told.takenOut.map((one) => said("Door {door} is taken out", { door: name(one) })),
    ...told.added.map((one) => (one.before ? said("New door {door}, before {next}", { door: name(one), next: name(one.before) }) : said("New door {door}, the last one", { door: name(one) }))),
    ...told.moved.map((one) => (one.before ? said("Door {door} comes before {next}", { door: name(one), next: name(one.before) }) : said("Door {door} comes last", { door: name(one) }))),
    ...told.met.map((one) => (one.point ? said("Door {door}: they are met at {point}", { door: name(one), point: one.point }) : said("Door {door}: at the door itself", { door: name(one) }))),
    ...told.party.map((one) => said("Door {door}: {n} {n|person|people} instead of {was}", { door: name(one), n: one.is, was: one.was })),
    ...told.ends.map((one) => said("People are brought to {place} instead of {was}", { place: one.is, was: one.was })),
    ...told.ways.map((to) => said("Another way to {place}", { place: wayTo(to, mission) })),
    ...told.times.map((one) => said("Door {door}: at {at} instead of {was}", { door: name(one), at: clock(one.at), was: clock(one.was) })),
    ...(told.returns ? [said("Back at {at} instead of {was}", { at: clock(told.returns.at), was: clock(told.returns.was) })] : []),
    ...(told.cleared ? [said("{n} {n|danger is|dangers are} told no more", { n: told.cleared })] : []),
  ];
}

/** New dangers, one a line. @param {Difference} told @param {number} now @returns {{text: string, blocks: boolean}[]} */
export function dangersSaid(told, now) {
  return told.dangers.map((one) => {
    const facts = { kind: hazardSaid(one.kind), age: age(one.seen_at, now) };
    return { blocks: one.blocks, text: one.blocks ? said("Road blocked: {kind}, {age}", facts) : one.verified ? said("{kind}, {age}", facts) : said("{kind}, {age}, unconfirmed", facts) };
  });
}

/** The gravest changes in one line, for a page that is read while driving. @param {Difference} told @param {string} mission */
export function changesInShort(told, mission) {
  const all = changesSaid(told, mission);
  const rest = all.length - IN_SHORT;
  const shown = all.slice(0, IN_SHORT).join(" · ");
  return rest > 0 ? said("{mission}: {what} · {n} more", { mission, what: shown, n: rest }) : said("{mission}: {what}", { mission, what: shown });
}

/** What the base says that waits for nobody. @param {any} mission of the model @returns {string[]} */
export function baseSaid({ word, view }) {
  if (word?.says === "turn_back") return [said("The base has this mission as turned back: no more doors.")];
  if (word?.says === "stopped") return [said("The base stopped this mission: no more doors. Ring the base.")];
  if (word?.says === "gone" && (view.heads > 0 || view.next?.kind === "stop")) return [said("The base has this mission for you no more: it is over, or another crew drives. Ring the base.")];
  return [];
}

/** @param {string} to @param {string} mission */
function wayTo(to, mission) {
  return { shelter: said("the transit centre"), relay: said("the change of vehicles"), base: said("the base") }[to] ?? short(to, mission);
}
