// A button that must be held: nobody calls SOS with a sleeve.

import { el } from "./parts.js";

export const HOLD_MS = 2000;

/**
 * @param {string} text @param {string} hint @param {() => void} held told once when it was held long enough
 * @param {Record<string, any>} [attributes]
 */
export function holdButton(text, hint, held, attributes = {}) {
  const bar = el("span", { class: "hold-bar", "aria-hidden": "true" });
  const made = el("button", { type: "button", ...attributes }, el("strong", {}, text), el("small", {}, hint), bar);
  /** @type {ReturnType<typeof setTimeout> | null} */
  let waiting = null;
  const begin = () => {
    if (waiting !== null) return;
    made.classList.add("holding");
    waiting = setTimeout(() => {
      end();
      held();
    }, HOLD_MS);
  };
  const end = () => {
    made.classList.remove("holding");
    if (waiting !== null) clearTimeout(waiting);
    waiting = null;
  };
  made.addEventListener("pointerdown", (event) => {
    made.setPointerCapture(event.pointerId);
    begin();
  });
  for (const type of ["pointerup", "pointercancel", "blur", "keyup"]) made.addEventListener(type, end);
  made.addEventListener("contextmenu", (event) => event.preventDefault());
  made.addEventListener("keydown", (event) => {
    if ([" ", "Enter"].includes(event.key) && !event.repeat) begin();
  });
  return made;
}
