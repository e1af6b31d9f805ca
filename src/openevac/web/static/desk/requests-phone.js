// Turns the phone a sign came over into its tag, here in the browser: the number itself is never sent.

import { keeper } from "../keeper/connection.js";
import { why } from "./why.js";

/** @param {HTMLElement} field */
export function mount(field) {
  const typed = /** @type {HTMLInputElement} */ (field.querySelector("[data-identity]"));
  const tag = /** @type {HTMLInputElement} */ (field.querySelector("[name=line_tag]"));
  const said = /** @type {HTMLElement} */ (field.querySelector("[data-told]"));

  typed.addEventListener("change", async () => {
    tag.value = "";
    if (!typed.value.trim()) return;
    try {
      tag.value = await keeper.phoneTag(typed.value);
      said.textContent = field.dataset.compared ?? "";
    } catch (fault) {
      said.textContent = `${field.dataset.not ?? ""} ${why(fault)}`;
    }
  });
}
