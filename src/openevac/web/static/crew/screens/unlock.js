// The PIN of the people pages: digits as large as fingers. Waits are counted down; the way is never behind it.

import { said } from "../words/said.js";
import { button, el, tell } from "./parts.js";
import { top } from "./top.js";

const MOST_DIGITS = 12;
const SHOWN_DIGITS = 8;

export function unlockScreen() {
  const head = top("drive");
  let typed = "";
  const dots = el("p", { class: "pin-dots", role: "status" });
  const told = el("p", { class: "pin-told", role: "status" });
  const show = () => {
    dots.textContent = typed ? "●".repeat(Math.min(SHOWN_DIGITS, typed.length)) : " ";
    dots.setAttribute("aria-label", said("{n} {n|digit|digits} typed", { n: typed.length }));
  };
  const press = (/** @type {string} */ digit) => {
    if (typed.length < MOST_DIGITS) typed += digit;
    show();
  };
  const erase = () => {
    typed = typed.slice(0, -1);
    show();
  };
  const open = () => {
    const pin = typed;
    typed = "";
    show();
    if (pin) tell(element, "crew:unlock", { pin, told: say, askWords: () => (words.hidden = false) });
  };
  const say = (/** @type {string} */ text) => (told.textContent = text);
  const sevenWords = el("textarea", { rows: 3, autocomplete: "off", autocapitalize: "off", spellcheck: "false", "aria-label": said("The seven words") });
  const words = el("div", { class: "seven", hidden: true }, sevenWords, button(said("These are the words"), { class: "main" }, () => {
    const { value } = /** @type {HTMLTextAreaElement} */ (sevenWords);
    /** @type {HTMLTextAreaElement} */ (sevenWords).value = "";
    tell(element, "crew:words", { words: value, told: say, done: () => (words.hidden = true) });
  }));
  const pad = el(
    "div",
    { class: "pad" },
    ...["1", "2", "3", "4", "5", "6", "7", "8", "9"].map((digit) => button(digit, { class: "number" }, () => press(digit))),
    button("⌫", { class: "number", "aria-label": said("Erase") }, erase),
    button("0", { class: "number" }, () => press("0")),
    button("OK", { class: "number main" }, open),
  );
  const skip = button(said("Go on with codes only"), {}, () => tell(element, "crew:back", {}));
  const element = el("div", { class: "screen unlock" }, ...head.elements, el("div", { class: "body" }, dots, told, words, pad, skip));
  element.addEventListener("keydown", (event) => {
    if (event.target === sevenWords) return;
    if (/^[0-9]$/.test(event.key)) press(event.key);
    else if (event.key === "Backspace") erase();
    else if (event.key === "Enter" && event.target === element) open();
  });
  show();
  return {
    element,
    /** @param {any} model */
    update(model) {
      head.update(model, said("PIN of the people pages"));
    },
    end() {
      typed = "";
    },
  };
}
