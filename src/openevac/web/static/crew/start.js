// Wires the app: a phone that is let in shows its missions, any other begins with the enrolment.

import { device } from "./keys/signing.js";
import { isOffered } from "./offer.js";
import { sentence } from "./words/said.js";

const place = /** @type {HTMLElement} */ (document.getElementById("app"));

/** A phone is let in over the line, so what that needs is no part of what works without one. @param {() => void} onDone */
async function letIn(onDone) {
  const { drawEnrolment } = await import("./enrolling.js");
  drawEnrolment(place, { onDone });
}

async function begin() {
  const [{ openPhone }, { openApp }] = await Promise.all([import("./phone.js"), import("./screens/app.js")]);
  /** @type {{update: () => void, end: () => void} | null} */
  let app = null;
  const phone = await openPhone(() => app?.update());
  app = openApp(place, phone);
  place.removeAttribute("aria-busy");
  // A phone that was let in before is let in anew: its people pages were dropped, or a PIN under force was typed.
  addEventListener("crew:offer", async () => {
    app?.end();
    app = null;
    await letIn(() => globalThis.location.reload());
  }, { once: true });
  // After the way stands: it must open even where a library of the square codes is missing.
  const { exchangeScreen } = await import("./screens/exchange-page.js");
  phone.doors.push({ page: "exchange", words: sentence("Phone to phone"), screen: () => exchangeScreen(phone) });
  app?.update();
}

if ((await device()) && !isOffered()) await begin();
else await letIn(begin);
