// Wakes the parts of a page: every element with data-part="call-form" is handed to desk/call-form.js, once.
// A part's file exports `mount(element)`, which may give back a function that ends it.

import "./typing.js";

const mounted = new WeakMap();
const alive = new Set();
/** Elements whose part is on its way. */
const asleep = new WeakSet();
/** Forms sent before their part listened, with the button that was pressed. @type {WeakMap<HTMLElement, HTMLElement | null>} */
const tooEarly = new WeakMap();
const page = document.documentElement.dataset;
let waking = 0;

/** @param {ParentNode} root */
async function wake(root) {
  const found = [...root.querySelectorAll("[data-part]")];
  if (root instanceof HTMLElement && root.dataset.part) found.unshift(root);
  waking += 1;
  delete page.awake;
  try {
    await Promise.all(found.map(wakeOne));
  } finally {
    waking -= 1;
    if (waking === 0) page.awake = ""; // every part of the page listens now
  }
}

/** @param {HTMLElement} element */
async function wakeOne(element) {
  if (mounted.has(element)) return;
  mounted.set(element, null);
  asleep.add(element);
  for (const name of element.dataset.part.split(" ")) {
    const part = await import(`./${name}.js`);
    const end = part.mount(element);
    if (typeof end === "function") {
      mounted.set(element, end);
      alive.add(element);
    }
  }
  asleep.delete(element);
  if (!tooEarly.has(element)) return;
  const pressed = tooEarly.get(element);
  tooEarly.delete(element);
  if (element.isConnected) element.requestSubmit(pressed?.isConnected ? pressed : null);
}

// On a slow machine a form can be sent before its part listens: its names would not be sealed, and the page would go.
document.addEventListener(
  "submit",
  (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!form.dataset.part || (mounted.has(form) && !asleep.has(form))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    tooEarly.set(form, event.submitter);
  },
  { capture: true },
);

function endThoseGone() {
  for (const element of alive) {
    if (!element.isConnected) {
      mounted.get(element)?.();
      alive.delete(element);
    }
  }
}

/** Styles that pages brought, by address; a part that loads its own (the map) keeps them. @type {Set<string>} */
const styles = new Set();
/** @param {Document} page @returns {HTMLLinkElement[]} */
const stylesOf = (page) => [...page.querySelectorAll('head link[rel="stylesheet"]')];
for (const link of stylesOf(document)) styles.add(link.getAttribute("href") ?? "");

/** A page that takes the place of another brings its own styles and takes the other's away. @param {string} answer */
function dress(answer) {
  const wanted = stylesOf(new DOMParser().parseFromString(answer, "text/html"));
  if (wanted.length === 0) return;
  const addresses = wanted.map((link) => link.getAttribute("href") ?? "");
  const here = stylesOf(document);
  for (const link of here) {
    const address = link.getAttribute("href") ?? "";
    if (styles.has(address) && !addresses.includes(address)) link.remove();
  }
  for (const link of wanted) {
    const address = link.getAttribute("href") ?? "";
    styles.add(address);
    if (!here.some((one) => one.getAttribute("href") === address)) document.head.append(document.importNode(link, true));
  }
}

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.boosted) dress(event.detail.serverResponse);
});
document.addEventListener("htmx:afterSettle", (event) => {
  endThoseGone();
  wake(event.detail.elt ?? document);
  // A page that waits for one thing to be typed says so itself: whoever came by the keyboard goes on with it.
  const next = document.querySelector("#page [autofocus]") ?? document.getElementById("page");
  if (event.detail.boosted) /** @type {HTMLElement | null} */ (next)?.focus({ preventScroll: true });
});
wake(document);
