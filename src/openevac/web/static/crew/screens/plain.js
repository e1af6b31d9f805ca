// What stands on the screen after a quick exit: the time of day. One press brings the way back; people need the PIN.

import { said } from "../words/said.js";
import { button, clock, el, tell } from "./parts.js";

export function plainScreen() {
  const time = el("p", { class: "plain-time" });
  const element = el("div", { class: "screen plain" }, time, button(said("Go on"), { class: "big" }, () => tell(element, "crew:go", { page: "drive" })));
  return {
    element,
    /** @param {any} model */
    update(model) {
      time.textContent = clock(model.now);
    },
  };
}
