// Everything a driver needs once: light, which hand, language, the way in another app, what was recorded, the base.

import { said } from "../words/said.js";
import { endsSection } from "./ends.js";
import { lightSaid, nextLight } from "./light.js";
import { button, clock, el, fill, tell } from "./parts.js";
import { top } from "./top.js";

export function moreScreen() {
  const head = top("drive");
  const body = el("div", { class: "body" });
  const element = el("div", { class: "screen" }, ...head.elements, body);
  const go = (/** @type {string} */ page) => () => tell(element, "crew:go", { page });
  return {
    element,
    /** @param {any} model */
    update(model) {
      head.update(model, said("More"));
      const { mission } = model;
      const unsettled = mission?.view.disagreements.length ?? 0;
      fill(body, [model.light, model.hand, model.language, mission?.drive.mission, unsettled, model.isOpen, model.ends, model.doors.map((/** @type {any} */ one) => one.page)], () => [
        el("div", { class: "grid two" },
          button(said("Light: {light}", { light: lightSaid(model.light) }), { "data-key": "light" }, () => tell(element, "crew:choose", { light: nextLight(model.light) })),
          button(model.hand === "left" ? said("Thumb: left") : said("Thumb: right"), { "data-key": "hand" }, () => tell(element, "crew:choose", { hand: model.hand === "left" ? "right" : "left" })),
          button(model.language === "uk" ? "English" : "Українська", { lang: model.language === "uk" ? "en" : "uk" }, () => tell(element, "crew:choose", { language: model.language === "uk" ? "en" : "uk" })),
          mission ? button(said("What was recorded"), {}, go("sent")) : null,
          mission ? button(said("Open in"), {}, go("open-in")) : null,
          mission ? button(said("All points"), {}, go("points")) : null,
          model.isOpen ? button(said("Lock the people pages"), {}, () => tell(element, "crew:lock")) : null,
          ...model.doors.map((/** @type {any} */ door) => button(said(door.words), {}, go(door.page))),
        ),
        endsSection(model),
        unsettled ? el("p", { class: "note amber" }, said("{n} {n|record disagrees|records disagree}: see what was recorded", { n: unsettled })) : null,
        mission ? el("p", { class: "soft" }, said("State of {at}, version {version}", { at: clock(mission.drive.made_at), version: String(mission.drive.version) })) : null,
      ]);
    },
  };
}
