// Signing out closes the names of this browser too, in every tab.

import { keeper } from "../keeper/connection.js";

/** @param {HTMLFormElement} form */
export function mount(form) {
  form.addEventListener("submit", () => {
    keeper.lock("signed_out").catch(() => {});
  });
}
