// What a newer plan of the base changes, and the two answers to it: take it over, or keep the one that is driven.

import { said } from "../words/said.js";
import { changesSaid, dangersSaid } from "./changes-said.js";
import { button, el, fill, tell } from "./parts.js";
import { top } from "./top.js";

export function changesScreen() {
  const head = top("drive");
  const body = el("div", { class: "body" });
  const answers = el("nav", { class: "thumb", "aria-label": said("Your answer to the newer plan") });
  const element = el("div", { class: "screen changes" }, ...head.elements, body, answers);
  return {
    element,
    /** @param {any} model */
    update(model) {
      const { waits, drive } = model.mission;
      head.update(model, `${drive.mission} · ${said("What changes")}`);
      const told = waits ? { all: changesSaid(waits.difference, drive.mission), dangers: dangersSaid(waits.difference, model.now) } : null;
      fill(body, [told, waits?.difference.version, model.language], () => (told ? changes(told, waits.difference.version) : [el("p", { class: "empty" }, said("No newer plan waits. You drive by the newest one."))]));
      fill(answers, [waits?.etag ?? "", model.language], () => (waits ? both(waits.etag) : []));
    },
  };

  /** @param {{all: string[], dangers: {text: string, blocks: boolean}[]}} told @param {number} version */
  function changes({ all, dangers }, version) {
    return [
      el("h2", {}, said("The base has a newer plan: version {version}", { version: String(version) })),
      el("ul", { class: "changes" }, ...all.map((text) => el("li", {}, text))),
      ...dangers.map(({ text, blocks }) => el("p", { class: `note ${blocks ? "red" : "amber"}` }, text)),
      el("p", { class: "soft" }, said("Who is aboard and every door already begun stay as recorded. New dangers stand on the way page already.")),
    ];
  }

  /** @param {string} etag of what is shown: only that is taken over */
  function both(etag) {
    return [el("div", { class: "row" },
      button(said("Keep for now"), { class: "huge" }, () => tell(element, "crew:leave-for-now", { etag })),
      button(said("Take it over"), { class: "huge main" }, () => tell(element, "crew:take-over", { etag })))];
  }
}
