// When the people pages end, and the button that puts that off without the base; the keys decide whether it may.

import { said } from "../words/said.js";
import { button, el, tell, when } from "./parts.js";

const LONGER_H = 12;

/** Said on the first page; nothing where no people page of this mission is held. @param {number | null} at @param {number} now */
export const endsSaid = (at, now) => (at ? el("p", { class: "soft" }, said("People pages end {at}", { at: when(at, now) })) : null);

/** The same with the button, for the page of everything else. @param {any} model */
export function endsSection({ ends, now, isOpen, mission }) {
  if (!ends) return null;
  const longer = button(said("{n} hours longer", { n: String(LONGER_H) }), { "data-key": "longer" }, () => tell(longer, "crew:prolong", { hours: LONGER_H }));
  return el("section", { class: "ends" }, endsSaid(ends.at, now),
    isOpen ? longer : mission ? button(said("To put that off, type the PIN"), { "data-key": "longer-pin" }, (event) => tell(/** @type {Element} */ (event.currentTarget), "crew:go", { page: "unlock" })) : null);
}
