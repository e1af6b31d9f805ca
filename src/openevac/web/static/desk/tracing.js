// Writes one side of a search for relatives down: who is meant is sealed, and compared by tags of the name's sound and
// of a phone both sides know. Nothing typed here has a name of its own, so nothing can be sent as it stands.

import { keeper } from "../keeper/connection.js";
import { phoneNumber, saysNoPhone } from "../keeper/phones.js";
import { why } from "./why.js";

/** @param {HTMLFormElement} form */
export function mount(form) {
  const told = /** @type {HTMLElement} */ (form.querySelector("[data-told]"));
  const beforehand = /** @type {HTMLElement} */ (form.querySelector("[data-only]"));
  let sealed = false;
  let waits = false;

  const side = () => new FormData(form).get("side");
  const show = () => {
    beforehand.hidden = side() !== beforehand.dataset.only;
  };
  form.addEventListener("change", show);
  show();

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
      if (!state.open) {
        waits = true;
        told.textContent = form.dataset.unknown ?? "";
        document.dispatchEvent(new Event("openevac:unlock"));
        return;
      }
      await keep(event.submitter);
    },
    { capture: true },
  );

  /** @param {HTMLElement | null} pressed */
  async function keep(pressed) {
    told.textContent = "";
    try {
      const record = identity(String(side()), collected(form));
      hidden(form, "tags").value = (await tagsOf(collected(form))).join(" ");
      hidden(form, "identity_sealed").value = await keeper.seal("trace", record);
      sealed = true;
      form.requestSubmit(pressed);
    } catch (fault) {
      told.textContent = why(/** @type {any} */ (fault));
    }
  }

  return keeper.onChange((state) => {
    if (!waits || !state.open) return;
    waits = false;
    form.requestSubmit();
  });
}

/** @param {HTMLFormElement} form @param {string} name */
const hidden = (form, name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));

/** @param {HTMLFormElement} form @returns {Record<string, string>} */
function collected(form) {
  /** @type {Record<string, string>} */
  const said = {};
  for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("[data-identity]")))
    said[field.dataset.identity ?? ""] = field.value.trim();
  return said;
}

/** What is sealed of what was typed. @param {string} side @param {Record<string, string>} said */
export function identity(side, said) {
  return {
    side,
    name: `${said.given} ${said.surname}`,
    ...(said.asked_by ? { asked_by: said.asked_by } : {}),
    phones: [phoneNumber(said.phone)],
    ...(said.words ? { words: said.words } : {}),
  };
}

/** @param {Record<string, string>} said @returns {Promise<string[]>} */
async function tagsOf(said) {
  const tags = [await keeper.nameTag(said.surname, said.given)];
  if (said.known && !saysNoPhone(said.known)) tags.push(await keeper.phoneTag(said.known));
  return tags;
}
