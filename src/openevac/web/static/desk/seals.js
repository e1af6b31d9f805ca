// Seals what identifies people before a form is sent. Fields with data-identity carry no name, so that they
// can never be sent as they are; what is sealed of them goes into the hidden field named by data-into.

import { keeper } from "../keeper/connection.js";

/** @param {HTMLFormElement} form */
export function mount(form) {
  let sealed = false;
  form.addEventListener(
    "submit",
    async (event) => {
      if (sealed) {
        sealed = false;
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      const said = collect(form);
      const hidden = form.elements.namedItem(form.dataset.into);
      try {
        hidden.value = Object.values(said).some(Boolean) ? await keeper.seal(form.dataset.kind, said) : "";
        sealed = true;
        form.requestSubmit(event.submitter);
      } catch {
        const told = form.querySelector("[data-told]");
        if (told) told.textContent = form.dataset.failed;
      }
    },
    { capture: true },
  );
}

/** @param {HTMLFormElement} form @returns {Record<string, string>} */
function collect(form) {
  /** @type {Record<string, string>} */
  const said = {};
  for (const field of form.querySelectorAll("[data-identity]")) said[field.dataset.identity] = field.value.trim();
  return said;
}
