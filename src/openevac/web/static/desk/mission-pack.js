// Gives the people of a mission to the phones of its crew: fetches what is sealed of each stop (which is written down),
// lets the keeper seal it anew to the phones, and sends that. Nothing that was opened comes to this page.

import { keeper } from "../keeper/connection.js";
import { posted } from "./posting.js";
import { why } from "./why.js";

/** @param {HTMLFormElement} form */
export function mount(form) {
  const told = /** @type {HTMLElement} */ (form.querySelector("[data-told]"));
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("stops"));
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
  let sealed = false;
  let waits = false;

  async function give() {
    button.disabled = true;
    try {
      field.value = JSON.stringify(await sealAll(form, told));
      sealed = true;
      form.requestSubmit();
    } catch (fault) {
      told.textContent = fault instanceof Refused ? fault.message : why(fault);
    } finally {
      button.disabled = false;
    }
  }

  form.addEventListener(
    "submit",
    async (event) => {
      if (sealed) {
        sealed = false;
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      const state = await keeper.state();
      if (state.open) return give();
      waits = true;
      told.textContent = form.dataset.closed ?? "";
      document.dispatchEvent(new Event("openevac:unlock"));
    },
    { capture: true },
  );
  return keeper.onChange((state) => {
    if (!state.open || !waits) return;
    waits = false;
    give();
  });
}

class Refused extends Error {}

/** Opens and seals one stop after the other. @param {HTMLFormElement} form @param {HTMLElement} told */
async function sealAll(form, told) {
  const work = JSON.parse(form.dataset.work ?? "[]");
  const sealed = [];
  for (const { stop, request, codes, phones } of work) {
    told.textContent = `${form.dataset.working} ${stop}`;
    const answer = await posted(`/requests/${encodeURIComponent(request)}/open/`);
    if (!answer.ok) throw new Refused(refusal(await answer.text()));
    const { household, people } = await answer.json();
    for (const one of await keeper.sealToPhones({ stop, request, codes, household, people, phones })) {
      sealed.push({ stop, ...one });
    }
  }
  return sealed;
}

/** The server's own words. @param {string} part */
const refusal = (part) => new DOMParser().parseFromString(part, "text/html").body.textContent?.trim() ?? "";
