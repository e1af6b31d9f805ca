// Shares a request with other organisations. Its tag is made here, from the household's phone and the coalition's key,
// which is read from a file, used once and forgotten; neither is sent. Where the request has its tag, no key is needed.

import { keeper } from "../keeper/connection.js";
import { claimPhoneTag } from "../keeper/tags.js";
import { posted } from "./posting.js";
import { why } from "./why.js";

const KEY_BYTES = 32;

/** @param {HTMLFormElement} form */
export function mount(form) {
  const told = /** @type {HTMLElement} */ (form.querySelector("[data-told]"));
  const chosen = /** @type {HTMLInputElement} */ (form.querySelector("[data-key]"));
  let ready = false;
  let waits = false;

  form.addEventListener(
    "submit",
    async (event) => {
      const file = chosen.files?.[0];
      if (ready || !file) {
        ready = false;
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      told.textContent = "";
      if (!(await keeper.state()).open) {
        waits = true;
        document.dispatchEvent(new Event("openevac:unlock"));
        return;
      }
      try {
        await makeTag(file);
      } catch (fault) {
        told.textContent = why(/** @type {any} */ (fault));
      }
    },
    { capture: true },
  );

  /** @param {File} file */
  async function makeTag(file) {
    const key = fromHex((await file.text()).trim());
    if (key?.length !== KEY_BYTES) {
      told.textContent = form.dataset.failed ?? "";
      return;
    }
    const receipt = /** @type {HTMLInputElement} */ (form.elements.namedItem("receipt")).value.trim();
    const answer = await posted(`/requests/${encodeURIComponent(receipt)}/open/`);
    if (!answer.ok) {
      const said = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".refused");
      told.textContent = said?.textContent?.trim() ?? "";
      return;
    }
    const { household } = await answer.json();
    const phones = household ? ((await keeper.open(household)).phones ?? []) : [];
    if (phones.length === 0) {
      told.textContent = form.dataset.noPhone ?? "";
      return;
    }
    const tag = await claimPhoneTag(key, [...phones].sort()[0]);
    key.fill(0);
    /** @type {HTMLInputElement} */ (form.elements.namedItem("coalition_tag")).value = tag;
    chosen.value = "";
    ready = true;
    form.requestSubmit();
  }

  return keeper.onChange((state) => {
    if (!waits || !state.open) return;
    waits = false;
    form.requestSubmit();
  });
}

/** @param {string} signs @returns {Uint8Array | null} */
function fromHex(signs) {
  const pairs = /^[0-9a-f]*$/i.test(signs) ? (signs.match(/../g) ?? []) : null;
  return pairs && Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
}
