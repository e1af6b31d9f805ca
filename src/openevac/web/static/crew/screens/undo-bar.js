// What was just recorded, and ten seconds in which one tap takes it back.

import { said } from "../words/said.js";
import { button, el, tell } from "./parts.js";

export const UNDO_MS = 10_000;

/** @returns {{element: HTMLElement, show: (words: string, ids: string[]) => void, clear: () => void}} */
export function undoBar() {
  const words = el("p", { role: "status", "aria-live": "polite" });
  const left = el("span", { class: "undo-left", "aria-hidden": "true" });
  /** @type {string[]} */
  let last = [];
  const undo = button(said("Undo"), { class: "undo", hidden: true }, () => {
    const ids = last;
    close();
    tell(element, "crew:undo", { ids });
  });
  const element = el("div", { class: "undo-bar", hidden: true }, words, undo, left);
  /** @type {ReturnType<typeof setTimeout> | null} */
  let waiting = null;
  const close = () => {
    if (waiting !== null) clearTimeout(waiting);
    waiting = null;
    last = [];
    element.hidden = true;
  };
  return {
    element,
    /** Takes it off the page, with its words. */
    clear() {
      close();
      words.textContent = "";
      undo.hidden = true;
    },
    show(text, ids) {
      close();
      last = ids;
      words.textContent = text;
      undo.textContent = said("Undo");
      undo.hidden = ids.length === 0;
      element.hidden = false;
      left.replaceWith(left); // begins its shrinking anew
      waiting = setTimeout(close, UNDO_MS);
    },
  };
}
