// The hall came anew: the next step takes the focus, so that Enter goes on. A key held down goes on once, not ten times.
// What others write down at the next table comes by itself, unless somebody is in the middle of something here.

import { isTyping } from "./typing.js";

const EVERY_MS = 5000;

/** @param {HTMLElement} hall */
export function mount(hall) {
  const field = /** @type {HTMLInputElement | null} */ (document.getElementById("find-code"));
  if (mayLead(hall, field)) (nextOf(hall) ?? field)?.focus();
  hall.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.repeat) event.preventDefault();
  });
  if (!hall.hasAttribute("data-lives")) return undefined;
  const timer = setInterval(() => look(hall, field), EVERY_MS);
  return () => clearInterval(timer);
}

/** @param {HTMLElement} hall @returns {HTMLElement | null} */
const nextOf = (hall) => hall.querySelector("[data-next]");

/** Tells whether the focus may go to the next step. @param {HTMLElement} hall @param {HTMLInputElement | null} field */
function mayLead(hall, field) {
  if (isTyping()) return false;
  const at = document.activeElement;
  if (document.querySelector("[data-walkup][open]")) return false;
  if (at === field) return !field?.value || nextOf(hall) !== null;
  return !(at instanceof HTMLElement) || at === document.body || at.id === "page" || hall.contains(at);
}

/** @param {HTMLElement} hall @param {HTMLInputElement | null} field */
async function look(hall, field) {
  if (document.visibilityState !== "visible" || midway(hall, field)) return;
  const answer = await fetch(hall.dataset.markAddress ?? "", { cache: "no-store" }).catch(() => null);
  if (!answer?.ok || !hall.isConnected || midway(hall, field)) return;
  if ((await answer.text()) !== hall.dataset.mark) {
    hall.querySelector("[data-fresh]")?.dispatchEvent(new CustomEvent("reception-fresh"));
  }
}

/** Tells whether somebody has typed, ticked or opened something that a new hall would take away. @param {HTMLElement} hall @param {HTMLInputElement | null} field */
function midway(hall, field) {
  if (field?.value || document.querySelector("[data-walkup][open]") || hall.querySelector("details[open], .htmx-request")) return true;
  const inputs = /** @type {NodeListOf<HTMLInputElement>} */ (hall.querySelectorAll("input:not([type=hidden])"));
  for (const one of inputs) if (one.value !== one.defaultValue || one.checked !== one.defaultChecked) return true;
  for (const one of hall.querySelectorAll("select")) {
    if ([...one.options].some((option) => option.selected !== option.defaultSelected && (option.selected ? option.index > 0 : true))) return true;
  }
  return document.activeElement instanceof HTMLSelectElement;
}
