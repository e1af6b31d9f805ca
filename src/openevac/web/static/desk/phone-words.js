// Phone numbers in what people write: several in one cell, words around them, or that there is none. Pure.

import { phoneNumber, saysNoPhone } from "../keeper/phones.js";

const RUN = /(?<![\p{L}\p{N}_.,/])(?:\+|00)?\s?\(?\d(?:[ \t\u00a0.()\-–—‑]{0,3}\d){8,14}(?!\d)/gu;
const DATE = /^\d{1,2}\.\d{1,2}\.(?:20)?\d{2}(?!\d)|^20\d\d-\d\d-\d\d/;
const NONE =
  /(?:телефон\p{L}*|тел|номер\p{L}*|зв.?язк\p{L}*|связи)[^\p{L}]{0,3}(?:немає|нема|нет)(?!\p{L})|(?<!\p{L})(?:немає|нема|нет|без)\s(?:телефон\p{L}*|номера|зв.?язку|связи)/iu;

/** @param {string} text @returns {{numbers: string[], none: boolean, bad: boolean}} */
export function readPhone(text) {
  const numbers = [];
  let bad = false;
  for (const [run] of text.matchAll(RUN)) {
    if (DATE.test(run.trim())) continue;
    try {
      numbers.push(phoneNumber(run.replaceAll("\u00a0", " ")));
    } catch {
      bad = true;
    }
  }
  return { numbers: [...new Set(numbers)], none: numbers.length === 0 && (saysNoPhone(text) || NONE.test(text)), bad };
}
