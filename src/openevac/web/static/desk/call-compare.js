// A phone that was sealed while names were closed: opened in this browser, tagged here, compared by the server.

import { keeper } from "../keeper/connection.js";

/** @param {HTMLFormElement} form */
export function mount(form) {
  const told = /** @type {HTMLElement} */ (form.querySelector("[data-told]"));
  form.querySelector("[data-compare]")?.addEventListener("click", async () => {
    const state = await keeper.state().catch(() => null);
    if (!state?.open || !state.canTag) {
      told.textContent = form.dataset.closed;
      return;
    }
    try {
      const { household } = await names(form);
      const { phones = [] } = household ? await keeper.open(household) : {};
      if (phones.length === 0) {
        told.textContent = form.dataset.nothing;
        return;
      }
      form.elements.phone_tags.value = (await Promise.all(phones.map((one) => keeper.phoneTag(one)))).join(" ");
      form.dispatchEvent(new CustomEvent("compared"));
    } catch {
      told.textContent = form.dataset.failed;
    }
  });
}

/** @param {HTMLFormElement} form */
async function names(form) {
  const body = new URLSearchParams({ receipt: form.elements.receipt.value, command_id: crypto.randomUUID() });
  const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
  const answer = await fetch("/call/names/", { method: "POST", body, headers });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}
