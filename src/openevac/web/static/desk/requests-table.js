// The list by keyboard: j and k (or the arrows) move, Enter opens, / goes to the number. Tells the map which row it is.

import { stepped } from "./requests-keys.js";

/** @param {HTMLTableElement} table */
export function mount(table) {
  const links = () => /** @type {HTMLAnchorElement[]} */ ([...table.querySelectorAll("a[data-row]")]);

  /** @param {KeyboardEvent} event */
  function pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (/** @type {Element} */ (event.target).closest("input, select, textarea, [data-part='map'], summary")) return;
    if (event.key === "/") {
      event.preventDefault();
      document.getElementById("number")?.focus();
      return;
    }
    const all = links();
    const at = all.indexOf(/** @type {HTMLAnchorElement} */ (document.activeElement));
    const inTable = table.contains(document.activeElement);
    const to = stepped(event.key, at, all.length, inTable);
    if (to === at || to < 0) return;
    event.preventDefault();
    all[to].focus();
    all[to].scrollIntoView({ block: "nearest" });
  }

  /** @param {FocusEvent} event */
  function arrived(event) {
    const row = /** @type {Element} */ (event.target).closest("tr[data-receipt]");
    for (const one of table.querySelectorAll("tr.chosen")) one.classList.toggle("chosen", one === row);
    row?.classList.add("chosen");
    if (row) choose(/** @type {HTMLElement} */ (row).dataset.receipt ?? "");
  }

  /** @param {string} receipt */
  function choose(receipt) {
    document.dispatchEvent(new CustomEvent("openevac:choose", { detail: { id: receipt, from: "list" } }));
  }

  /** A point on the map was chosen: its row is shown. @param {Event} event */
  function chosen(event) {
    const { id, from } = /** @type {CustomEvent} */ (event).detail;
    if (from === "list") return;
    const row = [...table.querySelectorAll("tr[data-receipt]")].find((one) => /** @type {HTMLElement} */ (one).dataset.receipt === id);
    const link = /** @type {HTMLElement | null} */ (row?.querySelector("a[data-row]") ?? null);
    link?.focus();
  }

  document.addEventListener("keydown", pressed);
  document.addEventListener("openevac:choose", chosen);
  table.addEventListener("focusin", arrived);
  return () => {
    document.removeEventListener("keydown", pressed);
    document.removeEventListener("openevac:choose", chosen);
  };
}
