// Keeps the names that were opened while they are open: parts of the page that come anew get them again, and names are
// searched among them. Nothing of it is sent, kept in the browser's storage, or outlives the closing of names.

import { write } from "./names.js";

/** @type {Map<string, string>} */
const open = new Map();

/** Gives what is open now: code -> name. @returns {ReadonlyMap<string, string>} */
export const openNames = () => open;

/** @param {HTMLElement} around */
export function mount(around) {
  const kept = (event) => {
    open.clear();
    const { shown, opened } = event.detail;
    if (!shown) return;
    for (const [code, one] of Object.entries(opened?.people ?? {})) if (one?.name) open.set(code, one.name);
    fill(around);
  };
  const came = () => fill(around);
  around.addEventListener("openevac:names", kept);
  document.addEventListener("htmx:afterSettle", came);
  return () => {
    open.clear();
    around.removeEventListener("openevac:names", kept);
    document.removeEventListener("htmx:afterSettle", came);
  };
}

/** @param {HTMLElement} around */
function fill(around) {
  for (const spot of around.querySelectorAll("[data-name^='people.']")) {
    const code = spot.dataset.name.slice("people.".length, -".name".length);
    if (open.has(code)) write(spot, open.get(code));
  }
}
