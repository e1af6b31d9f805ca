// Says whether names are open on this screen; opens and closes them.

import { keeper } from "../keeper/connection.js";
import { posted } from "./posting.js";
import { why } from "./why.js";

const TOUCH_EVERY_MS = 5000;
/** Other parts ask for names to be opened: `document.dispatchEvent(new Event("openevac:unlock"))`. */
const ASKED = "openevac:unlock";

/** @param {HTMLElement} place */
export function mount(place) {
  const button = /** @type {HTMLButtonElement} */ (place.querySelector("[data-keys]"));
  const dialog = /** @type {HTMLDialogElement} */ (place.querySelector("dialog"));
  const told = /** @type {HTMLElement} */ (dialog.querySelector("[data-told]"));
  const passphrase = /** @type {HTMLInputElement} */ (dialog.querySelector("[data-passphrase]"));
  const file = /** @type {HTMLInputElement} */ (dialog.querySelector("[data-key-file]"));
  const pin = /** @type {HTMLInputElement} */ (dialog.querySelector("[data-pin]"));
  let now = "closed";
  let touchedAt = 0;

  /** @param {import("../keeper/connection.js").State} state */
  function show(state) {
    now = state.open ? "open" : state.asleep ? "asleep" : "closed";
    button.textContent = place.dataset[now] ?? "";
    place.dataset.now = now;
    if (dialog.open && now !== "open") face();
    if (state.why && now === "closed") told.textContent = why({ reason: state.why });
  }

  function face() {
    for (const form of dialog.querySelectorAll("[data-when]")) form.hidden = form.dataset.when !== now;
    dialog.querySelector(`[data-when="${now}"] :is(input, button)`)?.focus();
  }

  function ask() {
    told.textContent = "";
    if (!dialog.open) dialog.showModal();
    face();
  }

  function empty() {
    passphrase.value = file.value = pin.value = "";
  }

  /** @param {() => Promise<unknown>} work */
  async function tried(work) {
    told.textContent = why({ reason: "working" });
    dialog.toggleAttribute("data-busy", true);
    try {
      await work();
      dialog.close();
    } catch (fault) {
      told.textContent = why(fault);
    } finally {
      empty();
      dialog.toggleAttribute("data-busy", false);
    }
  }

  async function unlock() {
    const chosen = file.files?.[0];
    const given = chosen ? { keyFile: await chosen.slice(0, 1000).text() } : { passphrase: passphrase.value };
    const state = await keeper.unlock(given);
    if (state.locked) await posted("/keys/shift/start");
  }

  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    if (dialog.hasAttribute("data-busy")) return;
    const when = /** @type {HTMLElement} */ (event.target).dataset.when;
    tried(when === "asleep" ? () => keeper.wake(pin.value) : unlock);
  });
  dialog.addEventListener("click", (event) => {
    const one = /** @type {HTMLElement} */ (event.target);
    if (one.matches("[data-not-now]")) dialog.close();
    if (one.matches("[data-close-names]")) tried(() => keeper.lock());
    if (one.matches("[data-sleep]")) tried(() => keeper.sleep());
  });
  dialog.addEventListener("close", empty);
  button.addEventListener("click", ask);
  button.disabled = false;

  const touched = () => {
    if (Date.now() - touchedAt < TOUCH_EVERY_MS) return;
    touchedAt = Date.now();
    keeper.touch(location.pathname.startsWith("/reception")).catch(() => {});
  };
  const seen = () => {
    if (document.visibilityState === "visible") keeper.lookUp().catch(() => {});
  };
  document.addEventListener("keydown", touched);
  document.addEventListener("pointerdown", touched);
  document.addEventListener("visibilitychange", seen);
  document.addEventListener(ASKED, ask);
  const end = keeper.onChange(show);
  return () => {
    end();
    document.removeEventListener("keydown", touched);
    document.removeEventListener("pointerdown", touched);
    document.removeEventListener("visibilitychange", seen);
    document.removeEventListener(ASKED, ask);
  };
}
