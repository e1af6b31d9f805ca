// A button that must be held: nobody calls SOS with a sleeve.

import { said } from "../words/said.js";
import { el, tell } from "./parts.js";

export const HOLD_MS = 2000;
/** Long enough for a sleeve, short enough for somebody at the window. */
const EXIT_HOLD_MS = 700;

/**
 * @param {string} text @param {string} hint @param {() => void} held told once when it was held long enough
 * @param {Record<string, any>} [attributes] @param {number} [hold_ms]
 */
export function holdButton(text, hint, held, attributes = {}, hold_ms = HOLD_MS) {
  const bar = el("span", { class: "hold-bar", "aria-hidden": "true" });
  bar.style.animationDuration = `${hold_ms}ms`;
  const made = el("button", { type: "button", ...attributes }, el("strong", {}, text), el("small", {}, hint), bar);
  /** @type {ReturnType<typeof setTimeout> | null} */
  let waiting = null;
  const begin = () => {
    if (waiting !== null) return;
    made.classList.add("holding");
    waiting = setTimeout(() => {
      end();
      held();
    }, hold_ms);
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

/** Quick exit: a plain page at once, and the people pages lock. */
export function exitButton() {
  const made = holdButton(said("Hide"), said("hold"), () => tell(made, "crew:exit"), { class: "exit" }, EXIT_HOLD_MS);
  return made;
}
