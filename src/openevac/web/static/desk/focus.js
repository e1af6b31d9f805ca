// Takes the eye and the screen reader to what was just said, unless somebody is already typing the next thing.

import { isTyping } from "./typing.js";

/** @param {HTMLElement} element */
export function mount(element) {
  if (!isTyping()) element.focus();
}
