// Records from phone to phone by square codes, as a page of the app.

import { said } from "../words/said.js";
import { exchange } from "./exchange.js";
import { el, tell } from "./parts.js";
import { top } from "./top.js";

/** @param {{opsToShow: (mission: string) => Promise<any[]>, heard: (ops: unknown[]) => Promise<any>}} phone */
export function exchangeScreen(phone) {
  const head = top("more");
  let mission = "";
  const { element: inside, stop } = exchange({ said: /** @type {any} */ (said), opsToShow: () => phone.opsToShow(mission) });
  const element = el("div", { class: "screen" }, ...head.elements, el("div", { class: "body" }, inside));
  inside.addEventListener("crew:heard", async (event) => {
    await phone.heard(/** @type {CustomEvent} */ (event).detail.ops);
    tell(element, "crew:heard-kept");
  });
  return {
    element,
    end: stop,
    /** @param {any} model */
    update(model) {
      mission = model.mission?.drive.mission ?? "";
      head.update(model, said("Phone to phone"));
    },
  };
}
