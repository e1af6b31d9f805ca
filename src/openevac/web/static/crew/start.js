// Wires the app: a phone that is let in shows its missions, any other begins with the enrolment.

import { device } from "./keys/signing.js";
import { isOffered } from "./offer.js";
import { said, sentence } from "./words/said.js";

const place = /** @type {HTMLElement} */ (document.getElementById("app"));

/** A phone is let in over the line, so what that needs is no part of what works without one. @param {() => void} onDone */
async function letIn(onDone) {
  const files = await import("./enrolling.js").catch(() => null);
  if (files) files.drawEnrolment(place, { onDone });
  else sayNoLine();
}

/** Says that this phone is not let in and what that needs; the button asks again. */
function sayNoLine() {
  const words = document.createElement("p");
  words.textContent = said("This phone is not let in yet, and the base cannot be reached. Go where there is signal and ask again.");
  const again = document.createElement("button");
  again.textContent = said("Ask again");
  again.addEventListener("click", () => globalThis.location.reload());
  place.replaceChildren(words, again);
  place.removeAttribute("aria-busy");
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
