// Opens the names of invented people, whose passphrase lies open, and goes to the page of their work.

import { keeper } from "../keeper/connection.js";

/** @param {HTMLElement} place */
export async function mount(place) {
  await keeper.unlock({ passphrase: place.dataset.demoPassphrase });
  location.assign(place.dataset.goesTo);
}
