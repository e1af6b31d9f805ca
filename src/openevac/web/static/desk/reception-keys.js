// Keys of the reception page: / goes to the field, + opens "without a code", digits tick the people of the family.

/** Tells whether somebody is typing text there. @param {EventTarget | null} at */
const typing = (at) => at instanceof HTMLElement && at.matches("input:not([type=checkbox], [type=radio]), select, textarea");

/** @param {HTMLElement} bar */
export function mount(bar) {
  const field = /** @type {HTMLInputElement} */ (bar.querySelector("input[name=code]"));
  const sheet = /** @type {HTMLDetailsElement} */ (bar.querySelector("[data-walkup]"));

  /** @param {KeyboardEvent} event */
  function pressed(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape" && sheet.open) {
      sheet.open = false;
      sheet.querySelector("summary")?.focus();
    }
    if (document.querySelector("dialog[open]")) return;
    const empty = event.target === field && field.value === "";
    if (["+", "="].includes(event.key) && (empty || !typing(event.target))) {
      event.preventDefault();
      sheet.open = true;
      return;
    }
    // The field has the focus already, empty or marked whole after a refusal: the key is no part of a code.
    const anew = event.target === field && field.selectionStart === 0 && field.selectionEnd === field.value.length;
    if (anew && event.key === "/") event.preventDefault();
    if (typing(event.target)) return;
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
    if (digit) tick(digit);
    else if (event.key === "/" || event.code === "Slash") field.focus();
    else return;
    event.preventDefault();
  }

  sheet.addEventListener("toggle", () => {
    if (sheet.open) sheet.querySelector("input:not([type=hidden])")?.focus();
  });
  document.addEventListener("keydown", pressed);
  return () => document.removeEventListener("keydown", pressed);
}

/** @param {string} digit */
function tick(digit) {
  const box = /** @type {HTMLInputElement | null} */ (document.querySelector(`[data-digit="${digit}"]`));
  if (box) box.checked = !box.checked;
}
