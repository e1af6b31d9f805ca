// Locks everything after one question: this browser at once, every other within seconds.

import { keeper } from "../keeper/connection.js";

/** @param {HTMLFormElement} form */
export function mount(form) {
  const dialog = /** @type {HTMLDialogElement} */ (form.querySelector("dialog"));
  const first = /** @type {HTMLButtonElement} */ (form.querySelector("[data-ask]"));
  first.addEventListener("click", (event) => {
    event.preventDefault();
    dialog.showModal();
  });
  dialog.querySelector("[data-not-now]")?.addEventListener("click", () => dialog.close());
  form.addEventListener("submit", () => {
    keeper.lock("locked").catch(() => {});
  });
}
