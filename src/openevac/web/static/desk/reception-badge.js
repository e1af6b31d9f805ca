// The door for day badges: opens what the server sealed to the badge, and sends that. The badge's key is never sent.

import { Decrypter } from "../vendor/age.js";
import { fromBase64, text } from "../keeper/bytes.js";
import { posted } from "./posting.js";

/** @param {HTMLFormElement} form */
export function mount(form) {
  const code = /** @type {HTMLInputElement} */ (form.querySelector("[data-code]"));
  const key = /** @type {HTMLInputElement} */ (form.querySelector("[data-key]"));
  const told = /** @type {HTMLElement} */ (form.querySelector("[data-told]"));

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    told.textContent = "";
    let sealed;
    try {
      const answer = await posted("/badge/challenge/", { code: code.value });
      sealed = fromBase64((await answer.json()).sealed);
    } catch {
      told.textContent = form.dataset.failed ?? "";
      return;
    }
    try {
      const decrypter = new Decrypter();
      decrypter.addIdentity(key.value.trim().toUpperCase());
      /** @type {HTMLInputElement} */ (form.elements.namedItem("opened")).value = text(await decrypter.decrypt(sealed));
      key.value = "";
      form.submit();
    } catch {
      key.value = "";
      told.textContent = form.dataset.wrong ?? "";
      key.focus();
    }
  });
}
