// "We are in contact", and how long no word will come: one tap each.

import { said } from "../words/said.js";
import { button, clock, el, fill, tell } from "./parts.js";
import { top } from "./top.js";

const SILENCES_MIN = [30, 60, 120, 180];
const LONGEST_MS = 4 * 3_600_000;

export function wordScreen() {
  const head = top("drive");
  const body = el("div", { class: "body" });
  const element = el("div", { class: "screen" }, ...head.elements, body);
  const record = (/** @type {any[]} */ ops, /** @type {string} */ words) => tell(element, "crew:record", { ops, words, then: { page: "drive" } });
  return {
    element,
    /** @param {any} model */
    update(model) {
      const { view } = model.mission;
      head.update(model, said("In contact"));
      const silences = silencesOf(view, model.now);
      fill(body, [silences, view.silentUntil, model.language], () => [
        button(said("We are in contact"), { class: "main huge" }, () => record([{ kind: "check_in", value: "we_are_here" }], said("We are in contact"))),
        el("h2", {}, said("No signal until")),
        el("div", { class: "grid two" }, ...silences.map(silence)),
        view.silentUntil ? el("p", { class: "note" }, said("Said before: no signal until {at}", { at: clock(view.silentUntil) })) : null,
        button(said("What was recorded"), {}, () => tell(element, "crew:go", { page: "sent" })),
      ]);
    },
  };

  /** @param {{at: string, planned: boolean}} one */
  function silence({ at, planned }) {
    return button(planned ? said("{at} as planned", { at: clock(at) }) : clock(at), { class: planned ? "main-line" : "" }, () =>
      record([{ kind: "silent_until", value: at }], said("No signal until {at}", { at: clock(at) })));
  }
}

/** The planned end of silence first, then round times; never longer than four hours. @param {any} view @param {number} now */
export function silencesOf(view, now) {
  const planned = view.next?.leg?.silent?.until;
  const rounded = Math.ceil(now / 300_000) * 300_000;
  const times = SILENCES_MIN.map((min) => ({ at: whole(rounded + min * 60_000), planned: false }));
  if (!planned || Date.parse(planned) <= now || Date.parse(planned) - now > LONGEST_MS) return times;
  return [{ at: whole(Date.parse(planned)), planned: true }, ...times.slice(0, 3)];
}

/** As the record wants it: whole seconds. @param {number} ms */
const whole = (ms) => `${new Date(ms).toISOString().slice(0, 19)}Z`;
