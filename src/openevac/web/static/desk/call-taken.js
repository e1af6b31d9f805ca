// A request taken from the queue: its number is shown once somebody asks for it, from keys in this browser only.

import { keeper } from "../keeper/connection.js";

/** @param {HTMLElement} part */
export function mount(part) {
  const list = /** @type {HTMLElement} */ (part.querySelector("[data-opened]"));
  const button = /** @type {HTMLButtonElement} */ (part.querySelector("[data-names]"));
  button.addEventListener("click", async () => {
    const state = await keeper.state().catch(() => null);
    if (!state?.open) return tell(part.dataset.closed);
    try {
      const { household } = await ask(part);
      show(household ? await keeper.open(household) : {});
    } catch {
      tell(part.dataset.failed);
    }
  });

  /** @param {any} opened */
  function show(opened) {
    const lines = [...(opened.phones ?? []), opened.asker, [opened.street, opened.house, opened.flat].filter(Boolean).join(" "), opened.note];
    const told = lines.filter(Boolean);
    if (told.length === 0) return tell(part.dataset.nothing);
    list.replaceChildren(...told.map(line));
    button.hidden = true;
  }

  /** @param {string} text */
  function tell(text) {
    list.replaceChildren(line(text));
  }

  // Names go from the screen when keys go.
  return keeper.onChange((state) => {
    if (!state.open && button.hidden) {
      list.replaceChildren();
      button.hidden = false;
    }
  });
}

/** @param {string} text */
function line(text) {
  const said = document.createElement("dd");
  said.textContent = text;
  return said;
}

/** @param {HTMLElement} part */
async function ask(part) {
  const token = part.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  const body = new URLSearchParams({ receipt: part.dataset.receipt ?? "", command_id: crypto.randomUUID() });
  const answer = await fetch("/call/names/", { method: "POST", body, headers: { "X-CSRFToken": token } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}
