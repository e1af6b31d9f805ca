// Counting heads: the number is tapped, not confirmed; where it differs from the record, it says whom the record has.

import { said } from "../words/said.js";
import { button, el } from "./parts.js";

/**
 * @param {{recorded: number, codes: string[], ask: string, same: (heads: number) => string, other: string, counted: (heads: number) => void}} given
 *   `same`: words of the button that fits, `other`: words of the one that goes on although numbers differ
 */
export function headCount({ recorded, codes, ask, same, other, counted }) {
  const first = Math.max(0, recorded - 1);
  const told = el("div", { class: "count-told", role: "status" });
  const pick = (/** @type {number} */ heads) => {
    if (heads === recorded) return counted(heads);
    told.replaceChildren(
      el("p", { class: "note red" }, said("Counted {heads}, recorded {recorded}: look again.", { heads: String(heads), recorded: String(recorded) })),
      codes.length ? el("p", {}, said("Recorded aboard: {codes}", { codes: codes.join(", ") })) : "",
      button(other, { class: "red-line" }, () => counted(heads)),
    );
  };
  const numbers = [first, first + 1, first + 2];
  const more = el("div", { class: "row numbers", hidden: true }, ...range(recorded).map((heads) => button(String(heads), { class: "number" }, () => pick(heads))));
  return el(
    "section",
    { class: "count" },
    el("h2", {}, ask),
    el("div", { class: "row numbers" }, ...numbers.map((heads) => button(String(heads), { class: "number", "aria-label": heads === recorded ? same(heads) : String(heads) }, () => pick(heads))),
      button("…", { class: "number", "aria-label": said("Another number") }, () => (more.hidden = !more.hidden))),
    more,
    told,
  );
}

/** Other numbers a van may hold. @param {number} recorded */
function range(recorded) {
  return Array.from({ length: Math.max(12, recorded + 8) }, (_, index) => index).filter((heads) => heads < Math.max(0, recorded - 1) || heads > Math.max(0, recorded - 1) + 2);
}
