// Marks the field a refusal names; what was typed stays where it is. One press sends once.

/** @param {HTMLFormElement} form */
export function mount(form) {
  const buttons = () => /** @type {NodeListOf<HTMLButtonElement>} */ (form.querySelectorAll("button"));

  form.addEventListener("htmx:beforeRequest", () => {
    for (const one of form.querySelectorAll("[aria-invalid]")) one.removeAttribute("aria-invalid");
    for (const button of buttons()) button.disabled = true;
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    for (const button of buttons()) button.disabled = false;
    const { xhr } = /** @type {CustomEvent} */ (event).detail;
    if (xhr.status >= 400) mark(xhr.responseText);
  });

  /** @param {string} answer */
  function mark(answer) {
    const part = new DOMParser().parseFromString(answer, "text/html");
    for (const fault of part.querySelectorAll("[data-field]")) {
      const field = form.elements.namedItem(/** @type {HTMLElement} */ (fault).dataset.field ?? "");
      if (field instanceof HTMLElement) field.setAttribute("aria-invalid", "true");
    }
  }
}
