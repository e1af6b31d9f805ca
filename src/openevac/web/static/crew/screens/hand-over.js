// Where people leave the van: transit centre or change of vehicles. Heads are counted, then they are handed over.

import { said } from "../words/said.js";
import { el, fill, tell } from "./parts.js";
import { headCount } from "./heads.js";
import { top } from "./top.js";

export function handOverScreen() {
  const head = top("drive");
  const body = el("div", { class: "body" });
  const element = el("div", { class: "screen" }, ...head.elements, body);
  return {
    element,
    /** @param {any} model */
    update(model) {
      const { view, drive } = model.mission;
      head.update(model, `${drive.mission} · ${view.next?.code || said("Base")}`);
      fill(body, [view.aboard, view.next?.kind, model.language], () => (view.heads ? counting(view) : [el("p", { class: "empty" }, said("Nobody is recorded aboard."))]));
    },
  };

  /** @param {any} view */
  function counting(view) {
    const record = (/** @type {number} */ heads) =>
      tell(element, "crew:record", { ops: [{ kind: "hand_over", value: String(heads) }], words: said("Handed over: {n}", { n: String(heads) }), then: { page: "drive" } });
    return [
      view.next?.kind === "relay" ? el("p", { class: "note" }, said("They change vehicles here: wait until the other crew has counted too.")) : null,
      headCount({
        recorded: view.heads, codes: view.aboard.map((/** @type {any} */ one) => one.code), ask: said("How many people do you hand over?"),
        same: (heads) => said("{n}: as recorded, hand over", { n: String(heads) }), other: said("Hand over with this number; the base will ask"), counted: record,
      }),
    ];
  }
}
