// Everything recorded on this mission, newest first, and of each whether the base has it.

import { said } from "../words/said.js";
import { clock, el, fill } from "./parts.js";
import { fieldSaid, opSaid, valueSaid } from "./spoken.js";
import { top } from "./top.js";

export function sentScreen() {
  const head = top("drive");
  const body = el("div", { class: "body" });
  const element = el("div", { class: "screen" }, ...head.elements, body);
  return {
    element,
    /** @param {any} model */
    update(model) {
      const { ops, fates, answers, view, device } = model.mission;
      head.update(model, said("What was recorded"));
      const rows = [...ops].sort(newest).map((op) => ({ id: op.id, at: op.happened_at, words: opSaid(op), undone: fates[op.id]?.state === "undone", answer: answers[op.id] ?? null, other: op.device === device ? "" : op.device }));
      fill(body, [rows, view.disagreements, model.language], () => [
        ...view.disagreements.map(disagreement),
        rows.length ? el("ol", { class: "sent" }, ...rows.map(row)) : el("p", { class: "empty" }, said("Nothing recorded yet.")),
      ]);
    },
  };
}

/** @param {any} one */
function disagreement(one) {
  const sides = [...new Set(one.values)].map((value) => valueSaid(/** @type {string} */ (value))).join(" / ");
  return el("p", { class: `note ${one.called === "conflict" ? "red" : "amber"}` }, `${said(one.called)} · ${one.subject.split(":")[1]} · ${fieldSaid(one.field)}: ${sides}`);
}

/** @param {any} one */
function row({ at, words, undone, answer, other }) {
  return el("li", { class: undone ? "undone" : "" },
    el("time", {}, clock(at)),
    el("span", {}, el("b", {}, words), other ? el("small", {}, ` ${other}`) : null, undone ? el("small", {}, ` ${said("taken back")}`) : null, el("small", { class: answer?.outcome === "refused" ? "red" : "" }, answerSaid(answer))));
}

/** @param {any} answer */
export function answerSaid(answer) {
  if (!answer) return said("waits to be sent");
  if (answer.outcome === "refused") return said("the base did not take it: {reason}", { reason: answer.reason ?? "" });
  return answer.at ? said("base has it, {at}", { at: clock(answer.at) }) : said("base has it");
}

/** @param {any} one @param {any} other */
const newest = (one, other) => (one.happened_at < other.happened_at ? 1 : Number(one.happened_at > other.happened_at) * -1);
