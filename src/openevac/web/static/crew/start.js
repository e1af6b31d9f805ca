// Wires the app: a phone that is let in shows its missions, any other begins with the enrolment.

import { drawEnrolment } from "./enrolling.js";
import { device } from "./keys/signing.js";
import { sentence } from "./words/said.js";

const place = /** @type {HTMLElement} */ (document.getElementById("app"));

async function begin() {
  const [{ openPhone }, { openApp }] = await Promise.all([import("./phone.js"), import("./screens/app.js")]);
  /** @type {{update: () => void} | null} */
  let app = null;
  const phone = await openPhone(() => app?.update());
  app = openApp(place, phone);
  place.removeAttribute("aria-busy");
  // After the way stands: it must open even where a library of the square codes is missing.
  const { exchangeScreen } = await import("./screens/exchange-page.js");
  phone.doors.push({ page: "exchange", words: sentence("Phone to phone"), screen: () => exchangeScreen(phone) });
  app.update();
}

if (await device()) await begin();
else drawEnrolment(place, { onDone: begin });
