// Day, night or red: by the sun where the mission is, unless somebody chose.

import { isDark } from "../logic/daylight.js";
import { said, sentence } from "../words/said.js";

const NEXT = { auto: "day", day: "night", night: "red", red: "auto" };
const NAMES = { auto: sentence("Auto"), day: sentence("Day"), night: sentence("Night"), red: sentence("Red") };

/** @param {string} chosen */
export const lightSaid = (chosen) => said(NAMES[/** @type {keyof typeof NAMES} */ (chosen)]);

/** @param {string} chosen */
export const nextLight = (chosen) => NEXT[/** @type {keyof typeof NEXT} */ (chosen)];

/** Puts the page into its light; gives which. @param {string} chosen @param {number} now @param {[number, number] | null} at */
export function applyLight(chosen, now, at) {
  const dark = at ? isDark(now, at) : matchMedia("(prefers-color-scheme: dark)").matches;
  const light = chosen === "auto" ? (dark ? "night" : "day") : chosen;
  if (document.documentElement.dataset.light !== light) {
    document.documentElement.dataset.light = light;
    document.dispatchEvent(new CustomEvent("crew:light", { detail: { light } }));
  }
  return light;
}
