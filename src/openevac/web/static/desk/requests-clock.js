// Lets the clock of a hold run between two loads of the page. It starts from the server's hour, not the computer's.

const EVERY_MS = 15_000;
const MINUTE_MS = 60_000;

/** @param {HTMLElement} line */
export function mount(line) {
  const { ringsAt = "", now = "", in: within = "", nowWords = "" } = line.dataset;
  const bar = line.querySelector("progress");
  const said = /** @type {HTMLElement} */ (line.querySelector("[data-said]"));
  const began = performance.now();

  function tell() {
    const left = minutesLeft(ringsAt, now, performance.now() - began);
    if (bar) bar.value = Math.max(0, Math.min(bar.max, bar.max - left));
    said.textContent = left > 0 ? within.replace("@", String(left)) : nowWords;
    said.classList.toggle("red", left <= 0);
  }
  const timer = setInterval(tell, EVERY_MS);
  return () => clearInterval(timer);
}

/** @param {string} ringsAt @param {string} loadedAt @param {number} passedMs */
export const minutesLeft = (ringsAt, loadedAt, passedMs) =>
  Math.floor((Date.parse(ringsAt) - Date.parse(loadedAt) - passedMs) / MINUTE_MS);
