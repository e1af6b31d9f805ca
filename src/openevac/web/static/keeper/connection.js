// A page's line to the keeper. What goes over it: questions, sealed bytes, and names that are to be shown. Never a key.

/**
 * @typedef {{open: boolean, asleep: boolean, person: string, roles: string[], canTag: boolean, why: string, waitMs: number}} State
 * @typedef {{reason: string, facts: Record<string, unknown>}} Told what a refused question rejects with
 */

const ANSWERS_WITHIN_MS = 60_000;

/** @type {{postMessage: (message: unknown) => void} | null} */
let line = null;
let next = 1;
/** @type {Map<number, {resolve: (value: any) => void, reject: (told: Told) => void, timer: number}>} */
const open = new Map();
/** @type {Set<(state: State) => void>} */
const listeners = new Set();

function connect() {
  if (line) return line;
  const address = new URL("worker.js", import.meta.url);
  if ("SharedWorker" in globalThis) {
    // A page that loads anew keeps its keys for the seconds in between, where the browser can do that.
    const worker = new SharedWorker(address, { type: "module", name: "openevac-keeper", extendedLifetime: true });
    worker.onerror = lost;
    worker.port.onmessage = hear;
    line = worker.port;
    addEventListener("pagehide", () => worker.port.postMessage({ asks: "bye" }));
  } else {
    const worker = new Worker(address, { type: "module", name: "openevac-keeper" });
    worker.onerror = lost;
    worker.onmessage = hear;
    line = worker;
  }
  addEventListener("pageshow", (event) => {
    if (event.persisted) hello();
  });
  hello();
  return line;
}

function hello() {
  const { person = "", organisation = "" } = document.body.dataset;
  ask("hello", { person, organisation }).then(tell, () => {});
}

/** @param {MessageEvent} event */
function hear({ data }) {
  if (data.state) {
    tell(data.state);
    return;
  }
  const waiting = open.get(data.id);
  if (!waiting) return;
  open.delete(data.id);
  clearTimeout(waiting.timer);
  if (data.reason) waiting.reject({ reason: data.reason, facts: data.facts });
  else waiting.resolve(data.answer);
}

function lost() {
  for (const [id, waiting] of open) {
    open.delete(id);
    clearTimeout(waiting.timer);
    waiting.reject({ reason: "no_keeper", facts: {} });
  }
}

/** @param {State} state */
function tell(state) {
  for (const listener of listeners) listener(state);
}

/** @param {string} asks @param {Record<string, unknown>} [given] @returns {Promise<any>} */
function ask(asks, given = {}) {
  return new Promise((resolve, reject) => {
    const id = next;
    next += 1;
    const timer = setTimeout(() => {
      open.delete(id);
      reject({ reason: "no_keeper", facts: {} });
    }, ANSWERS_WITHIN_MS);
    const port = connect();
    open.set(id, { resolve, reject, timer });
    port.postMessage({ id, asks, given });
  });
}

export const keeper = {
  /** @returns {Promise<State>} */
  state: () => ask("state"),
  /** Seals an identity; needs public keys only. Gives the text for a hidden input. @param {string} kind @param {Record<string, unknown>} identity @returns {Promise<string>} */
  seal: (kind, identity) => ask("seal", { kind, identity }),
  /** Opens what the server gave (SealedOut). @param {unknown} sealed @returns {Promise<any>} */
  open: (sealed) => ask("open", { sealed }),
  /** Makes the people of one stop short and seals them to phones; gives sealed bytes only. @param {Record<string, unknown>} given @returns {Promise<{device: string, recipient: string, sealed: string}[]>} */
  sealToPhones: (given) => ask("sealToPhones", given),
  /** @param {string} text @returns {Promise<string>} */
  phoneTag: (text) => ask("phoneTag", { text }),
  /** @param {string} katottg @param {string} street @param {string} house @param {string} [flat] @returns {Promise<string>} */
  houseTag: (katottg, street, house, flat = "") => ask("houseTag", { katottg, street, house, flat }),
  /** @param {string} surname @param {string} given @returns {Promise<string>} */
  nameTag: (surname, given) => ask("nameTag", { surname, given }),
  /** @param {string} words @returns {Promise<string>} */
  rowTag: (words) => ask("rowTag", { words }),
  /** @param {{passphrase?: string, keyFile?: string}} given @returns {Promise<State>} */
  unlock: (given) => ask("unlock", given),
  /** @param {string} pin @returns {Promise<State>} */
  wake: (pin) => ask("wake", { pin }),
  sleep: () => ask("sleep"),
  /** @param {string} [why] */
  lock: (why = "") => {
    if (!("SharedWorker" in globalThis)) new BroadcastChannel("openevac-keeper").postMessage("lock");
    return ask("lock", { why });
  },
  touch: (reception = false) => ask("touch", { reception }),
  lookUp: () => ask("lookUp"),
  forget: () => ask("forget"),
  /** `keep`: names open with the same passphrase once its owner is let in. @param {string} organisation @param {string} person @param {string} passphrase @param {boolean} keep @returns {Promise<string>} */
  signInSecret: (organisation, person, passphrase, keep) =>
    ask("signInSecret", { organisation, person, passphrase, keep }),
  /** Is told the state now and at every change; gives back what ends that. @param {(state: State) => void} listener */
  onChange(listener) {
    listeners.add(listener);
    ask("state").then(listener, () => {});
    return () => listeners.delete(listener);
  },
};
