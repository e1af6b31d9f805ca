// Keeps the app on the phone: registers the service worker, tells of a new version, and says when it may take over.

const DRIVING = "openevac-crew-driving";
let registration = /** @type {ServiceWorkerRegistration | null} */ (null);
let agreed = false;
/** Is told whether this page is answered from the phone now. @type {(kept: boolean) => void} */
let tellKept = () => {};
const kept = new Promise((resolve) => {
  tellKept = resolve;
});

/** Waits until the app is on the phone, or cannot be kept there. @returns {Promise<boolean>} */
export const isKept = () => kept;

/** Registers the service worker. A new version waits; it takes over when nobody drives, or when the person says so. */
export async function keepShell() {
  if (!navigator.serviceWorker) return tellKept(false); // no secure context: the enrolment page says what to do
  if (navigator.serviceWorker.controller) tellKept(true);
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    tellKept(true);
    if (agreed) globalThis.location.reload();
  });
  try {
    registration = await navigator.serviceWorker.register("/crew/worker.js", { scope: "/crew/", updateViaCache: "none" });
  } catch {
    return tellKept(false); // no signal, or a browser that keeps nothing: what is on the phone goes on
  }
  // A page loaded past the cache (shift and reload) has a worker that answers others only.
  if (registration.active && !navigator.serviceWorker.controller) tellKept(false);
  registration.installing?.addEventListener("statechange", ({ target }) => {
    if (/** @type {ServiceWorker} */ (target).state === "redundant") tellKept(false);
  });
  if (registration.waiting) offerTheNew();
  registration.addEventListener("updatefound", () => {
    const coming = registration?.installing;
    coming?.addEventListener("statechange", () => {
      if (coming.state === "installed" && navigator.serviceWorker.controller) offerTheNew();
    });
  });
  return undefined;
}

async function offerTheNew() {
  if (await nobodyDrives()) takeOver();
  else globalThis.dispatchEvent(new CustomEvent("crew:new-version"));
}

/** Lets the version that waits take over; every page of the app loads anew. */
export function takeOver() {
  agreed = true;
  registration?.waiting?.postMessage({ asks: "take over" });
}

/** Holds off new versions while a mission is driven, over all pages of the app; call what it gives when it is over. */
export function driving() {
  let end = () => {};
  const over = new Promise((resolve) => {
    end = () => resolve(undefined);
  });
  navigator.locks.request(DRIVING, { mode: "shared" }, () => over);
  return end;
}

/** @returns {Promise<boolean>} */
function nobodyDrives() {
  return navigator.locks.request(DRIVING, { ifAvailable: true }, async (lock) => lock !== null);
}

/** Gives the addresses of files that are not on the phone yet; "ready to drive" names them. @returns {Promise<string[]>} */
export function missingFiles() {
  return asked("missing");
}

/** Fetches what is missing (the map, the reader of square codes); gives what is missing still. @returns {Promise<string[]>} */
export function fetchTheRest() {
  return asked("fetch the rest");
}

/** @param {string} asks @returns {Promise<string[]>} */
async function asked(asks) {
  const { active } = await navigator.serviceWorker.ready;
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data.missing);
    active?.postMessage({ asks }, [port2]);
  });
}
