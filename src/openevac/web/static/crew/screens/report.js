// What befell: a danger in two taps (kind, here or ahead), the van hit, an incident, people seen.

import { aheadOf, rough } from "../logic/where.js";
import { said } from "../words/said.js";
import { button, el, fill, tell } from "./parts.js";
import { CAUSE_OF, EVENTS, HAZARDS, hazardSaid } from "./spoken.js";
import { top } from "./top.js";

const FIRST = 8;
const AHEAD_M = 1000;
const MOST_SEEN = 5;

export function reportScreen() {
  const head = top("drive");
  const body = el("div", { class: "body" });
  const element = el("div", { class: "screen report" }, ...head.elements, body);
  /** What was tapped first. @type {{is: "kinds" | "where" | "number", value: string}} */
  let step = { is: "kinds", value: "" };
  /** @type {any} */
  let last = null;
  const record = (/** @type {any} */ op, /** @type {string} */ words) => tell(element, "crew:record", { ops: [op], words, then: { page: "drive" } });
  const goOn = (/** @type {any} */ next) => {
    step = next;
    update(last);
  };
  /** @param {any} model */
  function update(model) {
    last = model;
    head.update(model, said("Danger"));
    fill(body, [step, Boolean(model.at), model.mission.view.next?.code, model.language], () => ({ kinds, where: () => where(model), number })[step.is]());
  }

  function kinds() {
    return [
      el("h2", {}, said("What do you see?")),
      el("div", { class: "grid two" }, ...Object.keys(HAZARDS).filter((kind) => kind !== "other").slice(0, FIRST).map((kind) => button(hazardSaid(kind), {}, () => goOn({ is: "where", value: kind })))),
      el("h2", {}, said("What happened to us?")),
      el("div", { class: "grid two" }, ...Object.entries(EVENTS).map(([kind, words]) => button(said(words), { class: "red-line" }, () => event(kind, words))),
        button(said("Saw people"), {}, () => goOn({ is: "number", value: "saw_people" }))),
      el("details", {}, el("summary", {}, said("Other dangers")), el("div", { class: "grid two" }, ...Object.keys(HAZARDS).filter((kind) => kind !== "other").slice(FIRST).map((kind) => button(hazardSaid(kind), {}, () => goOn({ is: "where", value: kind }))))),
      el("p", { class: "soft" }, said("Do not write about soldiers, vehicles of war, checkpoints, service or opinions.")),
    ];
  }

  /** @param {string} kind @param {string} words */
  function event(kind, words) {
    if (["wounded", "dead"].includes(kind)) goOn({ is: "number", value: kind });
    else record({ kind: "crew_event", value: `${kind}:1` }, said(words));
  }

  /** @param {any} model */
  function where(model) {
    const { next } = model.mission.view;
    const line = next?.leg?.line ?? [];
    const send = (/** @type {[number, number]} */ at) => {
      const [lon, lat] = rough(at);
      record({ kind: "hazard", value: `${CAUSE_OF[/** @type {keyof typeof CAUSE_OF} */ (step.value)]}/${step.value}/${lon}/${lat}` }, hazardSaid(step.value));
    };
    const ahead = model.at && line.length > 1 ? aheadOf(line, model.at, AHEAD_M) : null;
    return [
      el("h2", {}, hazardSaid(step.value)),
      model.at ? button(said("Here"), { class: "huge" }, () => send(model.at)) : el("p", { class: "note amber" }, said("No position: choose a point of the way.")),
      ahead ? button(said("Ahead, about 1 km"), { class: "huge" }, () => send(ahead)) : null,
      next?.position ? button(said("At the next point {code}", { code: next.code || said("Base") }), { class: model.at ? "" : "huge" }, () => send(next.position)) : null,
      !model.at && line.length > 1 ? button(said("Where this leg begins"), { class: "huge" }, () => send(line[0])) : null,
      button(said("Back"), {}, () => goOn({ is: "kinds", value: "" })),
    ];
  }

  function number() {
    const words = step.value === "saw_people" ? said("How many people did you see?") : said("How many?");
    const op = (/** @type {number} */ n) => ({ kind: "crew_event", value: `${step.value}:${n}` });
    return [
      el("h2", {}, words),
      el("div", { class: "row numbers" }, ...Array.from({ length: MOST_SEEN }, (_, index) => index + 1).map((n) => button(n === MOST_SEEN ? `${n}+` : String(n), { class: "number" }, () => record(op(n), words)))),
      button(said("Back"), {}, () => goOn({ is: "kinds", value: "" })),
    ];
  }
  return { element, update };
}
