// The pieces screens are made of: elements, buttons, times; and `fill`, which touches only what has changed.

import { said } from "../words/said.js";

const ZONE = "Europe/Kyiv";
const CLOCK = new Intl.DateTimeFormat("uk-UA", { hour: "2-digit", minute: "2-digit", timeZone: ZONE });

/**
 * Makes an element. `data`, `on` and attributes by name; children are elements and texts, what is empty is left out.
 * @param {string} name @param {Record<string, any>} [attributes] @param {...any} children @returns {HTMLElement}
 */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "on") for (const [type, listener] of Object.entries(value)) element.addEventListener(type, listener);
    else if (key === "data") Object.assign(element.dataset, value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return element;
}

/** A button that tells one event up. @param {string} text @param {Record<string, any>} attributes @param {(event: Event) => void} pressed */
export function button(text, attributes, pressed) {
  return el("button", { type: "button", ...attributes, on: { click: pressed } }, text);
}

/** Tells something up; whoever stands above does it. @param {Element} from @param {string} type @param {any} [detail] */
export function tell(from, type, detail = {}) {
  from.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
}

/** What each place was filled with last. @type {WeakMap<Element, string>} */
const filled = new WeakMap();

/**
 * Fills a place anew only where its facts differ, so that a finger, a focus or a map is not taken away under somebody.
 * @param {Element} place @param {any} facts anything JSON can say @param {() => any} build gives children
 */
export function fill(place, facts, build) {
  const now = JSON.stringify(facts);
  if (filled.get(place) === now) return;
  filled.set(place, now);
  const focused = place.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).dataset.key : undefined;
  place.replaceChildren(...[build()].flat().filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  if (focused) /** @type {HTMLElement | null} */ (place.querySelector(`[data-key="${CSS.escape(focused)}"]`))?.focus();
}

/** Hours and minutes as base and crew say them, whatever zone the phone is set to. @param {string | number} at */
export const clock = (at) => CLOCK.format(new Date(at));

const DAY = new Intl.DateTimeFormat("uk-UA", { day: "2-digit", month: "2-digit", timeZone: ZONE });

/** The same, with the day where it is another one. @param {number} at @param {number} now */
export const when = (at, now) => (DAY.format(at) === DAY.format(now) ? clock(at) : `${DAY.format(at)} ${clock(at)}`);

/** "3.4 km", or metres where it is near. @param {number} metres */
export function distance(metres) {
  if (metres < 950) return said("{m} m", { m: String(Math.round(metres / 50) * 50) });
  const km = metres / 1000;
  return said("{km} km", { km: km < 10 ? Math.round(km * 10) / 10 : Math.round(km) });
}

/** Whole minutes, in hours where they are many. @param {number} seconds */
export function minutes(seconds) {
  const whole = Math.max(0, Math.round(seconds / 60));
  if (whole < 90) return said("{min} min", { min: String(whole) });
  return said("{h} h {min} min", { h: String(Math.floor(whole / 60)), min: String(whole % 60) });
}

/** How old something is. @param {string | number} at @param {number} now */
export function age(at, now) {
  const whole = Math.max(0, Math.round((now - new Date(at).getTime()) / 60_000));
  if (whole < 90) return said("{min} min ago", { min: String(whole) });
  if (whole < 48 * 60) return said("{h} h ago", { h: String(Math.round(whole / 60)) });
  return said("{d} d ago", { d: String(Math.round(whole / 1440)) });
}
