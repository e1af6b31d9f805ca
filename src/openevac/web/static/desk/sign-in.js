// Makes of a passphrase what signs its owner in. The passphrase goes to the keeper and nowhere else.

import { keeper } from "../keeper/connection.js";

/** @param {HTMLFormElement} form */
export function mount(form) {
  const code = /** @type {HTMLInputElement | null} */ (form.elements.namedItem("login"));
  const secret = /** @type {HTMLInputElement} */ (form.elements.namedItem("password"));
  const passphrase = /** @type {HTMLInputElement} */ (form.querySelector("[data-passphrase], [data-again]"));
  const told = /** @type {HTMLElement} */ (form.querySelector("[data-told]"));
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button.main"));
  let working = false;
  // Until here the form could only have sent an empty secret.
  button.disabled = false;
  keeper.forget().catch(() => {
    told.textContent = form.dataset.noScript ?? "";
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (working) return;
    working = true;
    told.textContent = form.dataset.working ?? "";
    try {
      const { organisation, person } = whose(code?.value ?? form.dataset.person ?? "", form.dataset.organisation ?? "");
      secret.value = await keeper.signInSecret(organisation, person, passphrase.value, code !== null);
      passphrase.value = "";
      form.submit();
    } catch (fault) {
      told.textContent = (fault.reason === "wrong_passphrase" ? form.dataset.empty : form.dataset.noScript) ?? "";
    } finally {
      working = false;
    }
  });
}

/** Reads "code" or "organisation/code". @param {string} typed @param {string} only the code of the only organisation */
export function whose(typed, only) {
  const name = typed.trim().toLowerCase();
  const cut = name.indexOf("/");
  return cut < 0 ? { organisation: only, person: name } : { organisation: name.slice(0, cut), person: name.slice(cut + 1) };
}
