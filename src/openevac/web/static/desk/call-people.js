// Names and ages: one row for everybody counted, made when the sheet is opened. `people.rows()` gives what was typed.

import { movers } from "./call-household.js";

/** @param {HTMLDetailsElement} sheet */
export function mount(sheet) {
  const list = /** @type {HTMLElement} */ (sheet.querySelector("[data-people]"));
  const row = /** @type {HTMLTemplateElement} */ (sheet.querySelector("template"));
  const form = sheet.closest("form");
  const counts = () => Object.fromEntries(
    ["people", "walks_with_help", "wheelchairs", "stretchers"].map((name) => [name, Number(form.elements[name].value) || 0]),
  );

  function fit() {
    if (!sheet.open) return;
    const moves = movers(counts());
    while (list.children.length < moves.length) list.append(row.content.cloneNode(true));
    for (const extra of [...list.children].slice(Math.max(1, moves.length)).reverse()) {
      if ([...extra.querySelectorAll("input")].every((input) => !input.value)) extra.remove();
    }
  }

  sheet.rows = () =>
    [...list.children].map((one) => ({
      name: one.querySelector("[data-name]").value.trim(),
      health: one.querySelector("[data-health]").value.trim(),
      age: one.querySelector("[data-age]").value,
    }));
  sheet.putRows = (rows) => {
    list.replaceChildren(...rows.map(() => row.content.cloneNode(true)));
    rows.forEach((one, number) => {
      list.children[number].querySelector("[data-name]").value = one.name;
      list.children[number].querySelector("[data-health]").value = one.health;
      list.children[number].querySelector("[data-age]").value = one.age;
    });
    sheet.open = rows.length > 0;
  };
  sheet.addEventListener("toggle", () => {
    fit();
    if (sheet.open && !form.matches("[data-restoring]")) list.querySelector("input")?.focus();
  });
  form.addEventListener("input", (event) => {
    if (!sheet.contains(event.target)) fit();
  });
  form.addEventListener("reset", () => {
    list.replaceChildren();
    sheet.open = false;
  });
}
