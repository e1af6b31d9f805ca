// Opens names on a page: asks the server for the sealed ones (which is written down), lets the keeper open them, and
// writes them where the page has room for them. They are taken off again when the screen sleeps or closes.

import { keeper } from "../keeper/connection.js";
import { posted } from "./posting.js";
import { why } from "./why.js";

/** @param {HTMLButtonElement} button */
export function mount(button) {
  const around = /** @type {HTMLElement} */ (button.closest("[data-names]") ?? document.body);
  let wanted = false;
  let shown = false;

  async function open() {
    button.disabled = true;
    try {
      const answer = await posted(button.dataset.address ?? "");
      if (!answer.ok) {
        refused(await answer.text());
        return;
      }
      const opened = await fill(around, await answer.json());
      shown = true;
      button.hidden = true;
      around.dispatchEvent(new CustomEvent("openevac:names", { bubbles: true, detail: { shown, opened } }));
    } catch (fault) {
      say(why(fault));
    } finally {
      button.disabled = false;
    }
  }

  function hide() {
    if (!shown) return;
    shown = false;
    button.hidden = false;
    for (const spot of spots(around)) clear(spot);
    around.dispatchEvent(new CustomEvent("openevac:names", { bubbles: true, detail: { shown } }));
  }

  button.addEventListener("click", async () => {
    const state = await keeper.state();
    if (state.open) return open();
    wanted = true;
    document.dispatchEvent(new Event("openevac:unlock"));
  });
  const end = keeper.onChange((state) => {
    if (!state.open) hide();
    else if (wanted) {
      wanted = false;
      open();
    }
  });
  return () => {
    end();
    hide();
  };
}

/**
 * Opens everything that was given, writes it into its places, and gives it to whoever keeps it while names are open.
 * @param {HTMLElement} around @param {{household?: any, people?: Record<string, any>}} sealed
 */
export async function fill(around, { household = null, people = {} }) {
  /** @type {Record<string, any>} */
  const opened = { people: {} };
  if (household) opened.household = await keeper.open(household);
  for (const [code, one] of Object.entries(people)) if (one) opened.people[code] = await keeper.open(one);
  for (const spot of spots(around)) write(spot, found(opened, spot.dataset.name ?? ""));
  return opened;
}

/** @param {HTMLElement} around @returns {NodeListOf<HTMLElement>} */
const spots = (around) => around.querySelectorAll("[data-name]");

/** Finds "people.г-12.name": the code in the middle may hold dots. @param {any} opened @param {string} path */
export function found(opened, path) {
  if (path.startsWith("people.")) {
    const cut = path.lastIndexOf(".");
    return opened.people[path.slice("people.".length, cut)]?.[path.slice(cut + 1)];
  }
  return path.split(".").reduce((inside, step) => inside?.[step], opened);
}

/** @param {HTMLElement} spot @param {unknown} value */
export function write(spot, value) {
  if (value === undefined || value === null || value === "") return;
  spot.dataset.before ??= spot.textContent ?? "";
  const text = Array.isArray(value) ? value.join(", ") : String(value);
  spot.textContent = text;
  if (spot instanceof HTMLAnchorElement && spot.hasAttribute("data-tel")) spot.href = `tel:${text.replace(/[^+\d]/g, "")}`;
}

/** @param {HTMLElement} spot */
function clear(spot) {
  spot.textContent = spot.dataset.before ?? spot.textContent;
  if (spot instanceof HTMLAnchorElement && spot.hasAttribute("data-tel")) spot.removeAttribute("href");
}

/** @param {string} sentence */
function say(sentence) {
  const line = document.createElement("p");
  line.className = "refused";
  line.textContent = sentence;
  document.getElementById("told")?.replaceChildren(line);
}

/** Shows what the server refused, in its own words. @param {string} part */
function refused(part) {
  const read = new DOMParser().parseFromString(part, "text/html").querySelector(".refused");
  if (read) document.getElementById("told")?.replaceChildren(document.importNode(read, true));
}
