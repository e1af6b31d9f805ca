// Keeps a board alive: changes that arrive, times that run, the sound, the title of the tab.

import { sound } from "./alarm-sound.js";
import { age, countdown, ringing } from "./now-times.js";
import { watch } from "./now-stream.js";

const TICK_MS = 250;
/** The board is told a second after a word was due by this screen's clock: two clocks are never equal. */
const LATE_HERE_MS = 1000;
const AGAIN_MS = 2000;
/** What waits to be drawn is drawn before a time on this screen runs out: it may be a word that was heard meanwhile. */
const AHEAD_MS = 3000;

/** @param {HTMLElement} place */
export function mount(place) {
  const words = /** @type {any} */ (place.dataset);
  const live = document.getElementById("live");
  const title = document.title;
  let ahead = clockOf(board()?.dataset.drawn);
  let blind = document.body.dataset.blind === "yes";
  /** @type {Set<string>} */
  const asked = new Set();

  function board() {
    return document.getElementById("board");
  }

  /** How far the desk's clock is ahead of this one's counter. @param {string | undefined} at */
  function clockOf(at) {
    return (at ? Date.parse(at) : Date.now()) - performance.now();
  }

  /** The board is asked for as soon as nothing of it is under way: an answer to a form draws it too. */
  let wanted = false;

  /** When the board is drawn for a change that is not loud; 0 where there is none. */
  let calmAt = 0;
  let drawnAt = performance.now();
  /** The newest moment this screen was told of, by the desk's clock; empty where nobody tells it. */
  let toldAt = "";
  /** The board it asks for is not older than this: now for what is loud, for the rest the first change it lacks. */
  let neededAt = "";
  /** The newest change it was told of, and within how many seconds that is to be drawn. */
  let changed = { at: "", withinS: 0 };

  /** A board that was drawn for many screens has forms without an id; sent twice, one with an id does nothing twice. */
  function nameCommands() {
    for (const field of document.querySelectorAll('#board input[name="command_id"]')) {
      if (field instanceof HTMLInputElement && field.value === "") field.value = crypto.randomUUID();
    }
  }

  function draw() {
    neededAt = toldAt;
    drawSoon();
  }

  function drawSoon() {
    wanted = true;
    calmAt = 0;
    drawIfFree();
  }

  /** Many screens are not drawn in the same moment because one crew was heard. @param {number} withinS */
  function drawWithin(withinS) {
    changed = { at: toldAt, withinS };
    if (withinS === 0) draw();
    else if (calmAt === 0) {
      neededAt = toldAt;
      calmAt = Math.max(performance.now(), drawnAt + withinS * 1000 * (0.5 + Math.random() / 2));
      drawIfCalmEnough(Infinity);
    }
  }

  /** A board drawn for another screen may be from before the newest change: that one is drawn in its turn. */
  function drawWhatIsNewer() {
    if (toldAt && changed.at && Date.parse(changed.at) > Date.parse(board()?.dataset.drawn ?? "")) {
      const at = changed.at;
      drawWithin(changed.withinS);
      changed.at = neededAt = at;
    }
  }

  /** @param {number} left how many milliseconds are left of the first time on this screen */
  function drawIfCalmEnough(left) {
    if (calmAt !== 0 && (performance.now() >= calmAt || left < AHEAD_MS)) drawSoon();
  }

  function drawIfFree() {
    if (!wanted || document.querySelector("#board.htmx-request, #board .htmx-request")) return;
    wanted = false;
    drawnAt = performance.now();
    if (toldAt) board()?.setAttribute("hx-vals", JSON.stringify({ told: neededAt || toldAt }));
    board()?.dispatchEvent(new CustomEvent("openevac:board"));
  }

  const failed = (/** @type {any} */ event) => {
    if (event.detail.elt?.id === "board") setTimeout(draw, AGAIN_MS);
  };

  function tick() {
    const now = performance.now() + ahead;
    let dueHere = false;
    let first = Infinity;
    for (const spot of document.querySelectorAll("[data-due]")) {
      const due = /** @type {HTMLElement} */ (spot).dataset.due ?? "";
      const left = Date.parse(due) - now;
      write(spot, countdown(left, words));
      if (/** @type {HTMLElement} */ (spot).dataset.level === "not_due") first = Math.min(first, left);
      if (left < -LATE_HERE_MS && /** @type {HTMLElement} */ (spot).dataset.level === "not_due") {
        dueHere = true;
        if (!asked.has(due)) {
          asked.add(due);
          draw();
        }
      }
    }
    for (const spot of document.querySelectorAll("[data-since]")) {
      write(spot, age(now - Date.parse(/** @type {HTMLElement} */ (spot).dataset.since ?? ""), words));
    }
    for (const spot of document.querySelectorAll("[data-clock]")) {
      write(spot, new Date(now).toLocaleTimeString("uk-UA", { timeZone: "Europe/Kyiv", hour: "2-digit", minute: "2-digit", second: "2-digit" }));
    }
    drawIfCalmEnough(first);
    drawIfFree();
    const level = ringing(board()?.dataset.sounds ?? "not_due", dueHere, blind);
    sound.ring(level);
    place.dataset.ringing = level;
    const titled = level === "not_due" ? title : `▲ ${words.alarmTitle} · ${title}`;
    if (document.title !== titled) document.title = titled;
  }

  /** @param {Element} spot @param {string} text */
  function write(spot, text) {
    if (spot.textContent !== text) spot.textContent = text;
  }

  const pulse = (/** @type {any} */ event) => {
    blind = event.detail.lines.length > 0;
    tick();
  };
  document.addEventListener("openevac:pulse", pulse);
  for (const fault of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) document.addEventListener(fault, failed);
  const drawn = (/** @type {any} */ event) => {
    if (event.detail.elt?.id === "board") {
      if (!toldAt) ahead = clockOf(board()?.dataset.drawn); // else the stream says the time; a board may be a minute old
      drawWhatIsNewer();
      tick();
    }
  };
  document.addEventListener("htmx:afterSettle", drawn);
  /** In the same breath as the board is put in: settling comes later, and a press before it would have no id. */
  const putIn = (/** @type {any} */ event) => {
    if (event.detail.elt?.id === "board") nameCommands();
  };
  document.addEventListener("htmx:afterSwap", putIn);
  const ended = () => document.dispatchEvent(new CustomEvent("openevac:standing", { detail: { line: words.ended } }));
  document.addEventListener("openevac:ended", ended);

  const end = watch({
    changed: drawWithin,
    heard(said) {
      toldAt = said.at;
      ahead = clockOf(said.at);
      document.dispatchEvent(new CustomEvent("openevac:heard", { detail: said }));
    },
    state(now) {
      place.dataset.state = now;
      if (live) live.textContent = now === "pushed" ? words.pushed : now === "asked" ? words.asked : words.ended;
      if (now !== "pushed") toldAt = "";
      live?.classList.toggle("amber", now !== "pushed");
    },
  });
  const timer = setInterval(tick, TICK_MS);
  tick();
  return () => {
    clearInterval(timer);
    end();
    document.removeEventListener("openevac:pulse", pulse);
    for (const fault of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) document.removeEventListener(fault, failed);
    document.removeEventListener("htmx:afterSettle", drawn);
    document.removeEventListener("htmx:afterSwap", putIn);
    document.removeEventListener("openevac:ended", ended);
    sound.ring("not_due");
    document.title = title;
  };
}
