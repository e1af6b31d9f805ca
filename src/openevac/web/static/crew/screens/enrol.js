// The pages of letting a phone in. Data down (a step), events up ("enrol:pin" ...); what is typed is kept nowhere here.

import { codeReader } from "../../desk/square-codes.js";
import { chooseLanguage, language, said, sentence } from "../words/said.js";

const LOOKS_EVERY_MS = 250;
const FAULTS = {
  not_a_square_of_ours: sentence("This square is not one that lets a phone in."),
  square_of_another_desk: sentence("This square is of another desk. Open the address that stands beside it."),
  pins_differ: sentence("The two are not the same. Type both again."),
  pin_not_six_digits: sentence("A PIN has six digits."),
  pin_too_easy: sentence("This PIN is guessed at once. Choose another."),
  pins_too_alike: sentence("The PIN under force is too much like the other one."),
  mission_held: sentence("This phone still holds a mission. End it first."),
};
const FAILED = sentence("Keys cannot be made here. Take a current Chrome or Firefox, and no private window.");

/**
 * @typedef {{at: "offer", fault?: string} | {at: "pin", fault?: string} | {at: "hardware"}
 *   | {at: "words", words: string[], check: string} | {at: "working"} | {at: "again"}
 *   | {at: "refused", problem: string, todo: string} | {at: "in", device: string}} Step
 */

/** Draws one step into a place. @param {HTMLElement} place @param {Step} step */
export function drawEnrol(place, step) {
  const page = el("section", { className: "enrol" });
  page.append(languageSwitch(), el("h1", { textContent: said("Let this phone in") }));
  if ("fault" in step && step.fault) {
    page.append(el("p", { className: "fault", role: "alert", textContent: said(FAULTS[step.fault] ?? FAILED) }));
  }
  page.append(...pages[step.at](/** @type {any} */ (step), place));
  place.replaceChildren(page);
  place.setAttribute("aria-busy", String(step.at === "working"));
  (page.querySelector("input") ?? place).focus({ preventScroll: true });
}

const pages = {
  /** @param {Step} _ @param {HTMLElement} place */
  offer: (_, place) => [
    paragraph(said("The shift lead shows a square code at the desk: More, People and devices, Let a phone in.")),
    ...camera(place),
  ],

  /** @param {Step} _ @param {HTMLElement} place */
  pin: (_, place) => [pinForm(place)],

  /** @param {Step} _ @param {HTMLElement} place */
  hardware: (_, place) => [
    paragraph(said("This phone can keep a key in its own chip. It asks for your finger or its screen lock.")),
    button(said("Use the chip"), "main", () => tell(place, "enrol:hardware")),
    button(said("Use seven words instead"), "", () => tell(place, "enrol:no-hardware")),
  ],

  /** @param {{words: string[], check: string}} step @param {HTMLElement} place */
  words: ({ words, check }, place) => [
    paragraph(said("Write these words on paper. The paper stays at the base and never rides along.")),
    el("p", { className: "code", textContent: `${words.join(" ")} ${check}` }),
    button(said("They are on paper"), "main", () => tell(place, "enrol:words", `${words.join(" ")} ${check}`)),
  ],

  working: () => [paragraph(said("Making keys. This takes a few seconds."))],

  /** @param {Step} _ @param {HTMLElement} place */
  again: (_, place) => [
    el("p", { className: "fault", role: "alert", textContent: said("The base did not answer.") }),
    paragraph(said("Stay on the base's network and press again; nothing is done twice.")),
    button(said("Ask again"), "main", () => tell(place, "enrol:again")),
  ],

  /** @param {{problem: string, todo: string}} step @param {HTMLElement} place */
  refused: ({ problem, todo }, place) => [
    el("p", { className: "fault", role: "alert", textContent: `${problem} ${todo}` }),
    button(said("Read another square"), "main", () => tell(place, "enrol:restart")),
  ],

  /** @param {{device: string}} step @param {HTMLElement} place */
  in: ({ device }, place) => [
    el("p", { role: "status", textContent: said("This phone is in. The base knows it as {device}.", { device }) }),
    paragraph(said("Lost it? Tell the shift lead at once: the base shuts it out.")),
    button(said("Go on"), "main", () => tell(place, "enrol:done")),
  ],
};

/** @param {HTMLElement} place */
function pinForm(place) {
  const [pin, again, duress] = [
    pinField(said("PIN for people pages, six digits"), true),
    pinField(said("The same again"), true),
    pinField(said("PIN under force, if you want one: it shows that there is no mission"), false),
  ];
  const form = el("form", {});
  form.append(pin, again, duress, el("button", { className: "main", textContent: said("Keep the PIN") }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = [pin, again, duress].map((label) => label.querySelector("input")?.value ?? "");
    tell(place, "enrol:pin", { pin: typed[0], again: typed[1], duress: typed[2] });
  });
  return form;
}

/** @param {string} words @param {boolean} required */
function pinField(words, required) {
  const label = el("label", {});
  const field = el("input", { type: "password", inputMode: "numeric", autocomplete: "off", maxLength: 6, required });
  label.append(el("span", { textContent: words }), field);
  return label;
}

/** Reads the square by the app's own camera, for phones whose camera opens no links. @param {HTMLElement} place */
function camera(place) {
  if (!navigator.mediaDevices?.getUserMedia) {
    return [paragraph(said("This address has no certificate, so the camera and the keys stay shut. Ask for the https address."))];
  }
  const video = el("video", { muted: true, playsInline: true, hidden: true });
  const start = button(said("Read the square with the camera"), "main", async () => {
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      start.replaceWith(paragraph(said("The camera was refused. Open the square with the phone's own camera.")));
      return;
    }
    start.hidden = true;
    video.hidden = false;
    await video.play();
    const seen = await firstCode(video);
    for (const track of video.srcObject?.getTracks() ?? []) track.stop();
    if (seen) tell(place, "enrol:read", seen);
  });
  return [start, video];
}

/** Gives what the first square before the camera says; "" where the page was left meanwhile. @param {HTMLVideoElement} video */
async function firstCode(video) {
  const read = await codeReader();
  while (video.isConnected) {
    const found = await read(video);
    if (found) return found;
    await new Promise((resolve) => {
      setTimeout(resolve, LOOKS_EVERY_MS);
    });
  }
  return "";
}

function languageSwitch() {
  const other = language() === "uk" ? "en" : "uk";
  const change = button(other === "uk" ? "Українська" : "English", "quiet", () => chooseLanguage(other));
  change.lang = other;
  return change;
}

/** @param {string} name @param {Record<string, any>} given @returns {any} */
const el = (name, given) => Object.assign(document.createElement(name), given);
/** @param {string} words */
const paragraph = (words) => el("p", { textContent: words });
/** @param {string} words @param {string} kind @param {() => void} pressed */
const button = (words, kind, pressed) => el("button", { type: "button", className: kind, textContent: words, onclick: pressed });
/** @param {HTMLElement} place @param {string} name @param {any} [detail] */
const tell = (place, name, detail) => place.dispatchEvent(new CustomEvent(name, { detail }));
