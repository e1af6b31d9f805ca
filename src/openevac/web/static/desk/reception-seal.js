// Seals what identifies people before a form goes: fields with data-identity have no name and are never sent themselves.

import { keeper } from "../keeper/connection.js";
import { phoneNumber } from "../keeper/phones.js";
import { why } from "./why.js";

/** @param {HTMLFormElement} form */
export function mount(form) {
  let ready = false;

  form.addEventListener(
    "submit",
    async (event) => {
      if (ready) {
        ready = false;
        return;
      }
      const filled = fields(form).filter((field) => field.value.trim() || field.hasAttribute("data-must"));
      if (filled.length === 0) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const submitter = event.submitter;
      for (const field of filled) if (!(await sealed(form, field))) return;
      ready = true;
      form.requestSubmit(submitter);
    },
    true,
  );
  form.addEventListener("htmx:afterRequest", (event) => {
    const { xhr } = /** @type {CustomEvent} */ (event).detail;
    if (xhr.status >= 400 || !form.hasAttribute("data-clears")) return;
    form.reset();
    for (const field of fields(form)) hidden(form, field).value = "";
    // The form stays on the page: what is written down next is a command of its own.
    /** @type {HTMLInputElement} */ (form.elements.namedItem("command_id")).value = crypto.randomUUID();
    const sheet = form.closest("details");
    if (sheet) sheet.open = false;
    /** @type {HTMLElement | null} */ (document.querySelector("[data-next]"))?.focus();
  });
}

/** @param {HTMLFormElement} form @returns {HTMLInputElement[]} */
const fields = (form) => [...form.querySelectorAll("[data-seals]")];

/** @param {HTMLFormElement} form @param {HTMLInputElement} field */
const hidden = (form, field) => /** @type {HTMLInputElement} */ (form.elements.namedItem(field.dataset.into ?? ""));

/** @param {HTMLFormElement} form @param {HTMLInputElement} field */
async function sealed(form, field) {
  const trouble = /** @type {HTMLElement} */ (field.parentElement?.querySelector("[data-trouble]"));
  trouble.textContent = "";
  field.removeAttribute("aria-invalid");
  try {
    hidden(form, field).value = await keeper.seal(field.dataset.seals ?? "", identity(form, field));
    return true;
  } catch (fault) {
    const phone = field.type === "tel" && /phone/.test(fault?.reason ?? "");
    trouble.textContent = (phone ? document.getElementById("hall")?.dataset.badPhone : "") || why(fault);
    field.setAttribute("aria-invalid", "true");
    field.focus();
    return false;
  }
}

/** @param {HTMLFormElement} form @param {HTMLInputElement} field @returns {Record<string, string>} */
function identity(form, field) {
  const value = field.type === "tel" ? phoneNumber(field.value) : field.value.trim();
  const beside = /** @type {HTMLSelectElement | null} */ (form.querySelector(`[data-with="${field.dataset.into}"]`));
  return {
    [field.dataset.identity ?? ""]: value,
    ...(beside ? { [beside.dataset.identity ?? ""]: beside.value } : {}),
  };
}
