// The field for a code, a number or a name. A name is searched in this browser among the names that were opened; it is
// never sent. Arrow keys choose, Enter takes.

import { openNames } from "./reception-names.js";
import { foundByName, isCode } from "./reception-typed.js";
import { isTyping } from "./typing.js";

const AGAIN_MS = 200;

/** @param {HTMLFormElement} form */
export function mount(form) {
  const input = /** @type {HTMLInputElement} */ (form.querySelector("input[name=code]"));
  const list = /** @type {HTMLElement} */ (form.querySelector("[data-found]"));
  const said = /** @type {HTMLElement} */ (form.querySelector("[data-said]"));
  let chosen = 0;

  /** A refused code is typed again: the refusal was read out, the field has the focus. */
  function again() {
    if (isTyping()) return;
    input.focus();
    input.select();
  }

  /** @returns {HTMLElement[]} */
  const rows = () => [...list.querySelectorAll("[role=option]")];

  function show() {
    said.textContent = "";
    const found = isCode(input.value) ? [] : foundByName(input.value, openNames());
    chosen = 0;
    list.replaceChildren(...found.map(row));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    mark();
  }

  /** @param {{code: string, name: string}} one @param {number} at */
  function row(one, at) {
    const line = document.createElement("li");
    line.role = "option";
    line.id = `found-${at}`;
    line.dataset.code = one.code;
    line.textContent = `${one.name} · ${one.code}`;
    line.addEventListener("click", () => take(line));
    return line;
  }

  function mark() {
    rows().forEach((line, at) => line.setAttribute("aria-selected", String(at === chosen)));
    const line = rows()[chosen];
    if (line) input.setAttribute("aria-activedescendant", line.id);
    else input.removeAttribute("aria-activedescendant");
  }

  /** @param {HTMLElement} line */
  function take(line) {
    input.value = line.dataset.code ?? "";
    close();
    setTimeout(() => form.requestSubmit()); // a form that is being sent cannot be sent again in the same breath
  }

  function close() {
    list.replaceChildren();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  input.addEventListener("input", show);
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") close();
    if (!step || rows().length === 0) return;
    event.preventDefault();
    chosen = (chosen + step + rows().length) % rows().length;
    mark();
  });
  form.addEventListener(
    "submit",
    (event) => {
      const line = rows()[chosen];
      if (isCode(input.value) && !line) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (line) take(line);
      else said.textContent = (openNames().size > 0 ? form.dataset.none : form.dataset.closed) ?? "";
    },
    true,
  );
  form.addEventListener("htmx:afterRequest", (event) => {
    if (/** @type {CustomEvent} */ (event).detail.xhr.status < 400) input.value = "";
    else setTimeout(again, AGAIN_MS);
  });
}
