// A square code that lets a phone in: counts down, asks whether the phone is in, and takes the square away when it is.

import { span } from "./now-times.js";

const ASKS_EVERY_MS = 2000;
const TICKS_EVERY_MS = 1000;

/** @param {HTMLElement} place */
export function mount(place) {
  const square = /** @type {HTMLElement} */ (place.querySelector("[data-square]"));
  const told = /** @type {HTMLElement} */ (place.querySelector("[data-told]"));
  const inside = /** @type {HTMLElement} */ (place.querySelector("[data-in]"));
  const { state = "", seconds = "0", left = "", over = "", lost = "" } = place.dataset;
  const endsAt = performance.now() + Number(seconds) * 1000; // by a clock nobody can set meanwhile
  const timers = [setInterval(tick, TICKS_EVERY_MS), setInterval(ask, ASKS_EVERY_MS)];

  function end() {
    for (const timer of timers) clearInterval(timer);
    square.remove();
  }

  function tick() {
    const ms = endsAt - performance.now();
    if (ms > 0) {
      told.textContent = left.replace("@", span(ms));
      return;
    }
    end();
    told.textContent = over;
  }

  async function ask() {
    const answer = await fetch(state).catch(() => null);
    if (!answer?.ok || answer.redirected) {
      told.textContent = lost;
      return;
    }
    const { state: stands } = await answer.json();
    if (stands === "open") return;
    end();
    told.textContent = stands === "used" ? "" : over;
    inside.hidden = stands !== "used";
  }

  tick();
  return end;
}
