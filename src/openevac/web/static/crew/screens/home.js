// The first page: the missions of this phone, and whether everything is here that the road needs.

import { readyToDrive } from "../logic/ready.js";
import { said } from "../words/said.js";
import { endsSaid } from "./ends.js";
import { button, clock, el, fill, tell } from "./parts.js";
import { top } from "./top.js";

export function homeScreen() {
  const head = top("");
  const list = el("div", { class: "missions" });
  const element = el("div", { class: "screen home" }, ...head.elements, list);
  return {
    element,
    /** @param {any} model */
    update(model) {
      head.update(model, model.device ? said("Missions of {device}", { device: model.device.code }) : said("Missions"));
      const told = model.missions.map((/** @type {any} */ one) => ({ ...factsOf(one), ends: model.ends?.mission === one.drive.mission ? model.ends.at : null, isKept: model.isKept, now: 60_000 * Math.floor(model.now / 60_000) }));
      fill(list, [told, model.language], () => (told.length ? told.map(card) : none()));
    },
  };
}

function none() {
  return el("p", { class: "empty" }, said("No mission on this phone. It comes by itself when the base has one for you and the phone has contact."));
}

/** What a card needs, as plain facts. @param {any} one */
function factsOf(one) {
  const { ready, pieces } = readyToDrive(one.known);
  const { drive, view } = one;
  return { mission: drive.mission, version: drive.version, vehicle: drive.vehicle, crew: drive.crew, departs_at: drive.departs_at,
    returns_at: drive.returns_at, doors: view.doors.length, done: view.doors.filter((/** @type {any} */ door) => door.done).length,
    heads: view.heads, turnedBack: view.turnedBack, ready, pieces, contacts: drive.contacts ?? [], changed: one.changed ?? "" };
}

/** @param {any} told */
function card(told) {
  return el(
    "section",
    { class: "card mission", "aria-label": told.mission },
    el("h2", {}, said("Mission {mission}", { mission: told.mission })),
    el("p", {}, said("{vehicle} · crew {crew} · {from}–{until}", { vehicle: told.vehicle, crew: told.crew, from: clock(told.departs_at), until: clock(told.returns_at) })),
    el("p", {}, said("{n} {n|door|doors}, {done} done, {heads} aboard", { n: told.doors, done: told.done, heads: told.heads })),
    told.changed ? el("p", { class: "warn" }, told.changed) : null,
    el("div", { class: `ready ${told.ready ? "is" : "not"}`, role: "status" },
      el("h3", {}, told.ready ? said("Ready to drive") : said("Not ready to drive. Missing:")),
      el("ul", {}, ...told.pieces.map(pieceRow))),
    endsSaid(told.ends, told.now),
    told.isKept === false ? el("p", { class: "note amber" }, said("The browser may throw this mission away when the phone is full: add the app to the first page and open it from there.")) : null,
    told.contacts.length ? el("p", { class: "soft" }, said("To ring: {codes}", { codes: told.contacts.map((/** @type {any} */ one) => one.code).join(", ") })) : null,
    told.pieces.some((/** @type {any} */ one) => one.facts.shut) ? button(said("Open people pages: PIN"), { class: "big" }, (event) => tell(/** @type {Element} */ (event.currentTarget), "crew:go", { page: "unlock", mission: told.mission })) : null,
    button(said("Drive"), { class: "main big", "data-key": `drive-${told.mission}` }, (event) => tell(/** @type {Element} */ (event.currentTarget), "crew:go", { page: "drive", mission: told.mission })),
  );
}

/** @param {import("../logic/ready.js").Piece} one */
function pieceRow({ piece, is, facts }) {
  return el("li", { class: is ? "is" : "not", data: { piece } }, el("span", { "aria-hidden": "true" }, is ? "✓" : "✗"), " ", pieceSaid(piece, is, facts));
}

/** @param {string} piece @param {boolean} is @param {Record<string, any>} facts */
function pieceSaid(piece, is, facts) {
  switch (piece) {
    case "drive": return is ? said("The drive page is on this phone") : said("The drive page is not on this phone");
    case "way": return is ? said("The line of every leg") : said("The line of a leg is missing");
    case "people":
      if (is) return said("The people page of every stop");
      if (facts.over) return said("The people pages are over. The way stays.");
      if (facts.unsealed) return said("People pages not made at the base yet: {codes}", { codes: facts.unsealed });
      if (facts.shut) return said("People pages came and are shut: type the PIN");
      return facts.codes ? said("People pages missing: {codes}", { codes: facts.codes }) : said("People pages are missing");
    case "map": return is ? said("The map of the way") : said("The map of the way is not here yet");
    case "clock":
      if (!facts.known) return said("The clock was never compared with the base");
      return is ? said("The clock agrees with the base") : said("The clock is {min} min off: set it", { min: String(facts.off) });
    default: return contactSaid(is, facts.at);
  }
}

/** @param {boolean} is @param {number | null} at */
function contactSaid(is, at) {
  if (!at) return said("The base has not answered this phone yet");
  return is ? said("Last contact {at}", { at: clock(at) }) : said("Last contact was at {at}: ask for the newest state", { at: clock(at) });
}
