// The one-time secret of an enrolment: taken out of the address and wiped from the bar and the history at once.

const FORM = /^#enrol=([A-Za-z0-9_-]{43})$/;

/** Reads the secret out of an address or of what a camera read; "" where there is none. @param {string} text */
export function offerIn(text) {
  const at = text.indexOf("#");
  return at < 0 ? "" : (FORM.exec(text.slice(at))?.[1] ?? "");
}

/** Tells whether an offer read by the camera is of the desk this app came from. @param {string} text */
export function isFromHere(text) {
  try {
    return new URL(text).origin === globalThis.location.origin;
  } catch {
    return false; // no address at all
  }
}

let taken = "";

function take() {
  const found = offerIn(globalThis.location.hash);
  if (!found) return;
  taken = found;
  // The address without it takes its place: neither the bar nor the history nor a shared link holds the secret.
  history.replaceState(null, "", globalThis.location.pathname);
  globalThis.dispatchEvent(new CustomEvent("crew:offer"));
}

/** Tells whether this page was opened with an offer that nobody took yet. */
export const isOffered = () => taken !== "";

/** Gives the offer this page was opened with, once; "" where there was none. */
export function takeOffer() {
  const offer = taken;
  taken = "";
  return offer;
}

if (globalThis.location) {
  take();
  // A phone that has the app open follows the link in the same page: only the part behind # changes.
  addEventListener("hashchange", take);
}
