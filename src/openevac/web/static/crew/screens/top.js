// The top of every page: back, what this is, when the base last answered, what waits to be sent.

import { said } from "../words/said.js";
import { button, clock, el, fill, tell } from "./parts.js";

/** @param {string} back the page to go back to; empty on the first page */
export function top(back) {
  const title = el("h1", {});
  const contact = el("p", { class: "contact" });
  const banner = el("p", { class: "banner", hidden: true });
  const element = el(
    "header",
    { class: "top" },
    back ? button("‹", { class: "square", "aria-label": said("Back") }, () => tell(element, "crew:go", { page: back })) : null,
    el("div", { class: "top-words" }, title, contact),
    button("≡", { class: "square", "aria-label": said("More") }, () => tell(element, "crew:go", { page: "more" })),
  );
  return {
    elements: [element, banner],
    /** @param {any} model @param {string} text */
    update(model, text) {
      title.textContent = text;
      banner.hidden = !model.mission?.drive.training;
      banner.textContent = said("Exercise map. Not for navigation.");
      const { contact_at: at } = model.contact;
      const waits = model.mission?.waiting ?? 0;
      fill(contact, { at, waits, words: said("Undo") }, () => [
        at ? said("Last contact {at}", { at: clock(at) }) : said("No contact yet"),
        waits > 0 ? ` · ${said("not sent: {n}", { n: String(waits) })}` : "",
      ]);
    },
  };
}
