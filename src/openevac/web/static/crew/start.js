// Wires the app: a phone that is let in shows its missions, any other begins with the enrolment.

import { drawEnrolment } from "./enrolling.js";
import { device } from "./keys/signing.js";
import { sentence } from "./words/said.js";

const place = /** @type {HTMLElement} */ (document.getElementById("app"));

async function begin() {
  const [{ openPhone }, { openApp }, { exchangeScreen }] = await Promise.all([import("./phone.js"), import("./screens/app.js"), import("./screens/exchange-page.js")]);
  /** @type {{update: () => void} | null} */
  let app = null;
  const phone = await openPhone(() => app?.update());
  phone.doors.push({ page: "exchange", words: sentence("Phone to phone"), screen: () => exchangeScreen(phone) });
  app = openApp(place, phone);
  place.removeAttribute("aria-busy");
}

if (await device()) await begin();
else drawEnrolment(place, { onDone: begin });
