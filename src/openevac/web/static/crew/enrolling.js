// Lets this phone in, step by step: the square of the desk, a PIN, the second way in, and then the base is asked.

import { checkDuress, checkPin } from "./keys/pin.js";
import { drawWords, enrolPin, mayHaveHardware } from "./keys/people.js";
import { makeSigningKey, saveDevice } from "./keys/signing.js";
import { isFromHere, offerIn, takeOffer } from "./offer.js";
import { drawEnrol } from "./screens/enrol.js";
import { attempt, enrol } from "./sync/enrol.js";
import { forgetToken } from "./sync/forgetting.js";
import { language } from "./words/said.js";

/**
 * Draws the enrolment into a place and goes through it.
 * @param {HTMLElement} place
 * @param {{onDone?: () => void}} [given] `onDone`: the phone is in, and its person has read so
 */
export function drawEnrolment(place, { onDone = () => {} } = {}) {
  let offer = takeOffer();
  let pins = { pin: "", duress: "" };
  /** @type {import("./sync/enrol.js").Attempt | null} */
  let sent = null;
  /** @type {import("./screens/enrol.js").Step} */
  let step = offer ? { at: "pin" } : { at: "offer" };
  const over = new AbortController();
  const show = (/** @type {import("./screens/enrol.js").Step} */ next) => {
    step = next;
    drawEnrol(place, step);
  };

  /** @param {string} seen */
  function read(seen) {
    const found = offerIn(seen);
    if (!found) show({ at: "offer", fault: "not_a_square_of_ours" });
    else if (!isFromHere(seen)) show({ at: "offer", fault: "square_of_another_desk" });
    else begin(found);
  }

  /** @param {string} found */
  function begin(found) {
    offer = found;
    sent = null; // what was sent before carried another secret
    if (!pins.pin) show({ at: "pin" });
  }

  /** @param {{pin: string, again: string, duress: string}} typed */
  async function choose({ pin, again, duress }) {
    if (pin !== again) return show({ at: "pin", fault: "pins_differ" });
    try {
      checkPin(pin);
      if (duress) checkDuress(pin, duress);
    } catch (fault) {
      return show({ at: "pin", fault: reasonOf(fault) });
    }
    pins = { pin, duress };
    if (await mayHaveHardware()) return show({ at: "hardware" });
    return showWords();
  }

  async function showWords() {
    show({ at: "words", ...(await drawWords()) });
  }

  /** @param {{prf?: boolean, words?: string}} way */
  async function makeKeys(way) {
    show({ at: "working" });
    try {
      const { recipient } = await enrolPin({ ...pins, ...way });
      await forgetToken();
      pins = { pin: "kept", duress: "" }; // the digits themselves are needed no more
      const { publicKey } = await makeSigningKey();
      sent = await attempt({ offer, publicKey, recipient });
    } catch (fault) {
      const reason = reasonOf(fault);
      if (reason === "no_hardware") return showWords();
      pins = { pin: "", duress: "" };
      return show({ at: "pin", fault: reason });
    }
    return send();
  }

  async function send() {
    if (!sent) return show({ at: "offer" });
    show({ at: "working" });
    const answer = await enrol(sent, language());
    if (answer.is === "no_answer") return show({ at: "again" });
    if (answer.is === "refused") return show({ at: "refused", problem: answer.problem, todo: answer.todo });
    await saveDevice({ code: answer.device, organisation: answer.organisation, token: sent.token, away_ms: answer.away_ms });
    sent = null;
    return show({ at: "in", device: answer.device });
  }

  const heard = {
    "enrol:read": (/** @type {CustomEvent} */ event) => read(event.detail),
    "enrol:pin": (/** @type {CustomEvent} */ event) => choose(event.detail),
    "enrol:hardware": () => makeKeys({ prf: true }),
    "enrol:no-hardware": () => showWords(),
    "enrol:words": (/** @type {CustomEvent} */ event) => makeKeys({ words: event.detail }),
    "enrol:again": () => send(),
    "enrol:restart": () => show({ at: "offer" }),
    "enrol:done": () => {
      over.abort();
      onDone();
    },
  };
  for (const [name, hears] of Object.entries(heard)) {
    place.addEventListener(name, /** @type {EventListener} */ (hears), { signal: over.signal });
  }
  // The link was followed while the app was open.
  addEventListener("crew:offer", () => begin(takeOffer()), { signal: over.signal });
  addEventListener("crew:language", () => drawEnrol(place, step), { signal: over.signal });
  show(step);
}

/** Names why the keys refused; "failed" for what nobody foresaw, which the page says too. @param {any} fault */
const reasonOf = (fault) => (typeof fault?.reason === "string" ? fault.reason : "failed");
