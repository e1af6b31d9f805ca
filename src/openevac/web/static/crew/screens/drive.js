// The drive page: the way, the next point by code, what is dangerous, and what a thumb must find. It holds no person.

import { hazardsOn, leftOf, nextTurnBack } from "../logic/where.js";
import { short, wayFeatures } from "../logic/way-features.js";
import { said } from "../words/said.js";
import { exitButton, holdButton } from "./hold.js";
import { age, button, clock, distance, el, fill, minutes, tell } from "./parts.js";
import { baseSaid } from "./changes-said.js";
import { hazardSaid } from "./spoken.js";
import { top } from "./top.js";
import { wayMap } from "./way-map.js";

const SHOWN_HAZARDS = 2;

export function driveScreen() {
  const head = top("home");
  const next = el("section", { class: "next", "aria-label": said("Next point") });
  const notes = el("div", { class: "notes" });
  const map = wayMap();
  const arrive = el("div", { class: "slot wide" });
  const turn = el("div", { class: "slot" });
  const sos = holdButton("SOS", said("hold"), () => tell(element, "crew:record", { ops: [{ kind: "check_in", value: "sos" }], words: said("SOS is sent as soon as there is a signal. Ring too.") }), { class: "sos" });
  const element = el(
    "div",
    { class: "screen drive" },
    ...head.elements,
    next,
    notes,
    map.element,
    el("nav", { class: "thumb", "aria-label": said("What to record") },
      el("div", { class: "row three" }, sos, turn, button(said("Danger"), { class: "amber" }, () => tell(element, "crew:go", { page: "report" }))),
      el("div", { class: "row" }, exitButton(), button(said("In contact"), { class: "contact-button" }, () => tell(element, "crew:go", { page: "word" })), arrive)),
  );
  return {
    element,
    end: map.end,
    /** @param {any} model */
    update(model) {
      const { drive, view } = model.mission;
      head.update(model, `${drive.mission} · ${said("{n} aboard", { n: String(view.heads) })}`);
      const left = view.next?.leg ? leftOf(view.next.leg, model.at) : null;
      fill(next, [nextFacts(view, left, drive), model.language], () => nextSaid(view, left, drive));
      const { waits, changed } = model.mission;
      fill(notes, [noteFacts(model, left), changed, waits?.isLeft, model.language], () => [waits && newerButton(changed, waits.isLeft), ...notesSaid(model, left)]);
      fill(arrive, [view.next?.kind, view.next?.code, model.language], () => arriveButton(view.next, drive.mission));
      fill(turn, [view.turnedBack, model.language], () => turnButton(view.turnedBack));
      map.show(wayFeatures(drive, view, model.at, ""));
    },
  };
}

/** @param {any} view @param {any} left @param {any} drive */
function nextFacts(view, left, drive) {
  return [view.next?.kind, view.next?.code, view.next?.at, view.turnedBack, left && [distance(left.left_m), minutes(left.left_s)], drive.version];
}

/** @param {any} view @param {any} left @param {any} drive */
function nextSaid(view, left, drive) {
  const { next } = view;
  if (!next) return [el("h2", {}, said("Nothing is left on this mission."))];
  const called = { stop: next.code, relay: next.code, shelter: next.code, base: said("Base") }[/** @type {string} */ (next.kind)];
  const where = { stop: next.name, relay: said("change of vehicles"), shelter: next.name, base: "" }[/** @type {string} */ (next.kind)];
  return [
    view.turnedBack ? el("p", { class: "back-words" }, said("Turning back")) : null,
    el("h2", {}, next.kind === "stop" ? short(next.code, drive.mission) : called, el("span", { class: "unseen" }, ` ${next.code}`), where && where !== called ? el("small", {}, where) : null),
    left ? el("p", { class: "far" }, el("b", {}, distance(left.left_m)), " ", el("b", {}, minutes(left.left_s))) : null,
    el("p", { class: "planned" }, said("planned {at}", { at: clock(next.at) })),
  ];
}

/** What a newer plan changes, in short; the page behind it takes it over. @param {string} changed @param {boolean} isLeft */
function newerButton(changed, isLeft) {
  return button(changed, { class: isLeft ? "newer" : "newer amber", "data-key": "newer" }, (event) => tell(/** @type {Element} */ (event.currentTarget), "crew:go", { page: "changes" }));
}

/** What the notes hang on, as words: a minute that passes changes them. @param {any} model @param {any} left */
function noteFacts(model, left) {
  return notesOf(model, left).map(({ kind, text }) => [kind, text]);
}

/** The gravest first: a small screen shows three. @param {{kind: string, text: string}[]} notes */
export const inOrder = (notes) => ["red", "amber", "", "soft"].flatMap((kind) => notes.filter((one) => one.kind === kind));

/** @param {any} model @param {any} left */
const notesSaid = (model, left) => inOrder(notesOf(model, left)).map(({ kind, text }) => el("p", { class: `note ${kind}` }, text));

/** @param {any} model @param {any} left @returns {{kind: string, text: string}[]} */
export function notesOf(model, left) {
  const { drive, view } = model.mission;
  const { next } = view;
  const notes = baseSaid(model.mission).map((text) => ({ kind: "red", text }));
  if (left?.off) notes.push({ kind: "red", text: said("Off the planned way: {far} beside it", { far: distance(left.off_m) }) });
  for (const one of view.disagreements) notes.push({ kind: "amber", text: said("{called}: {subject}", { called: said(one.called), subject: one.subject.split(":")[1] }) });
  const leg = next?.leg;
  if (leg) {
    for (const one of hazardsOn(drive.hazards ?? [], leg.line, model.at).slice(0, SHOWN_HAZARDS)) notes.push(hazardNote(one, model.now));
    const turn = nextTurnBack(leg, model.at, model.now);
    if (turn) notes.push(turnNote(turn));
    if (leg.silent) notes.push({ kind: "", text: said("No signal {from}–{until}", { from: clock(leg.silent.from), until: clock(leg.silent.until) }) });
    if (leg.fallback && !view.turnedBack) notes.push({ kind: "", text: said("If it must be: {shelter}, {far} longer", { shelter: leg.fallback.shelter, far: minutes(leg.fallback.minutes * 60) }) });
  }
  if (!model.at && leg) notes.push({ kind: "soft", text: said("No position yet: distance of the whole leg") });
  return notes;
}

/** @param {any} one @param {number} now */
function hazardNote({ hazard, ahead_m }, now) {
  const kind = hazardSaid(hazard.kind);
  const facts = { kind, far: distance(ahead_m), age: age(hazard.seen_at, now) };
  if (hazard.blocks) return { kind: "red", text: said("Road blocked: {kind}, in {far}, {age}", facts) };
  return { kind: "amber", text: hazard.verified ? said("{kind}, in {far}, {age}", facts) : said("{kind}, in {far}, {age}, unconfirmed", facts) };
}

/** @param {{left_s: number | null, left_m: number | null}} turn */
function turnNote({ left_s, left_m }) {
  const far = left_m === null ? "" : distance(left_m);
  if (left_s === null) return { kind: "", text: far ? said("Place to turn back in {far}", { far }) : said("A place to turn back is on this leg") };
  if (left_s <= 0) return { kind: "red", text: said("The last moment to turn back has passed") };
  const text = far ? said("Turn back within {left}, place in {far}", { left: minutes(left_s), far }) : said("Turn back within {left}", { left: minutes(left_s) });
  return { kind: left_s < 600 ? "amber" : "", text };
}

/** @param {any} next @param {string} mission */
function arriveButton(next, mission) {
  if (!next) return null;
  const go = (/** @type {any} */ detail) => (/** @type {Event} */ event) => tell(/** @type {Element} */ (event.currentTarget), "crew:arrive", { next, ...detail });
  if (next.kind === "stop") return button(said("At the door {code}", { code: short(next.code, mission) }), { class: "main" }, go({}));
  if (next.kind === "shelter") return button(said("At the transit centre"), { class: "main" }, go({}));
  if (next.kind === "relay") return button(said("At the change of vehicles"), { class: "main" }, go({}));
  return button(said("At the base"), { class: "main" }, go({}));
}

/** @param {boolean} turned */
function turnButton(turned) {
  if (turned) return el("p", { class: "told" }, said("Turning back"));
  return button(said("Turn back"), { class: "red-line" }, (event) => tell(/** @type {Element} */ (event.currentTarget), "crew:record", { ops: [{ kind: "turn_back", value: "yes" }], words: said("Turning back") }));
}
