// The rows of one door: each person with their own yes and a tick, each piece with a tick.

import { piecesOf, toAsk } from "../logic/door.js";
import { said } from "../words/said.js";
import { button, el } from "./parts.js";
import { ageSaid, mobilitySaid } from "./spoken.js";

/**
 * @param {any} door @param {import("../logic/door.js").Ticks} ticks @param {any} details the opened people page or null
 * @param {boolean} asked whether "Boarded" was pressed too early @param {{again: () => void, record: (ops: any[], words: string) => void}} act
 */
export function peopleRows(door, ticks, details, asked, { again, record }) {
  const unasked = toAsk(door, ticks);
  const names = Object.fromEntries((details?.people ?? []).map((/** @type {any} */ one) => [one.code, one.call_name]));
  return [
    door.people.some((/** @type {any} */ one) => !one.child) ? el("h2", {}, said("“Do you yourself want to go now?”")) : null,
    asked && unasked.length ? el("p", { class: "note red", role: "status" }, said("Ask first: {codes}", { codes: unasked.map((/** @type {string} */ code) => names[code] ?? code).join(", ") })) : null,
    ...door.people.map((/** @type {any} */ person) => personRow(person)),
  ];

  /** @param {any} person */
  function personRow(person) {
    const must = asked && unasked.includes(person.code);
    const name = names[person.code];
    return el("div", { class: `person ${must ? "must-ask" : ""}` },
      tick(ticks.aboard, person.code, [el("b", {}, name ?? person.code), el("small", {}, [name && person.code, mobilitySaid(person.mobility), ageSaid(person.age_band), stateOf(person)].filter(Boolean).join(" · "))], again, door.done),
      person.child ? el("p", { class: "child" }, said("child: with parent or guardian in this van")) : el("div", { class: "yes-no", role: "group", "aria-label": said("Own yes of {code}", { code: person.code }) }, answer(person, "yes"), answer(person, "no")));
  }

  /** @param {any} person @param {"yes" | "no"} value */
  function answer(person, value) {
    const is = person.yes === value;
    return button(value === "yes" ? said("Yes") : said("No"), { class: `answer ${value}`, "aria-pressed": String(is), "data-key": `${value}-${person.code}` }, () => {
      if (!is) record([{ kind: "own_yes", subject: `evacuee:${person.code}`, value }], value === "yes" ? said("Said yes: {code}", { code: person.code }) : said("Said no: {code}. A no costs nothing.", { code: person.code }));
    });
  }
}

/** @param {any} person */
function stateOf(person) {
  if (person.called) return said(person.called);
  if (person.aboard) return said("aboard");
  return person.stays ? said("stays here") : "";
}

/** @param {any} door @param {import("../logic/door.js").Ticks} ticks @param {{again: () => void}} act */
export function pieceRows(door, ticks, { again }) {
  const pieces = piecesOf(door);
  if (pieces.length === 0) return [];
  const things = door.belongings ?? {};
  const planned = pieces.filter((piece) => piece.stays).length;
  return [
    el("h2", {}, said("Things to load"), things.kg ? el("small", {}, said("{kg} kg, {l} l", { kg: String(Math.round(things.kg)), l: String(Math.round(things.l ?? 0)) })) : null),
    planned ? el("p", { class: "soft" }, said("By the plan {n} {n|piece stays|pieces stay}: people before belongings.", { n: planned })) : null,
    el("div", { class: "pieces" }, ...pieces.map((piece) => tick(ticks.loaded, piece.key, [piece.kind === "bag" ? said("bag {n}", { n: String(piece.number) }) : said("big piece {n}", { n: String(piece.number) })], again, door.done))),
    door.piecesLeft ? el("p", { class: "note" }, said("{n} {n|piece stays|pieces stay} behind", { n: door.piecesLeft })) : null,
  ];
}

/** A large box to tick. @param {Set<string>} set @param {string} key @param {any[]} words @param {() => void} again @param {boolean} isDone */
function tick(set, key, words, again, isDone) {
  const box = el("input", { type: "checkbox", checked: set.has(key), disabled: isDone, "data-key": `tick-${key}`, on: { change: () => {
    if (set.has(key)) set.delete(key);
    else set.add(key);
    again();
  } } });
  return el("label", { class: "tick" }, box, el("span", {}, ...words));
}
