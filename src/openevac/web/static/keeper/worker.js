// The worker that holds the keys of one browser: pages ask over ports, keys and passphrases never go back to them.

import { Keeper } from "./keeper.js";
import { Refusal } from "./refusal.js";

const TICK_MS = 1000;
/** How often the server is asked whether keys may still live here: two answers fit into the ten seconds promised. */
const LOOK_UP_MS = 4000;
const ANSWERS_WITHIN_MS = 15_000;
const ASKS = new Set([
  "state", "hello", "signInSecret", "forget", "unlock", "wake", "sleep", "lock", "touch", "lookUp",
  "seal", "open", "phoneTag", "houseTag", "nameTag", "rowTag", "sealToPhones",
]);

/** @type {Set<MessagePort | DedicatedWorkerGlobalScope>} */
const ports = new Set();
const keeper = new Keeper(ask, Date.now, tellAll);

/** @param {string} path */
async function ask(path) {
  let answer;
  try {
    answer = await fetch(path, { cache: "no-store", redirect: "error", signal: AbortSignal.timeout(ANSWERS_WITHIN_MS) });
  } catch {
    throw new Refusal("no_server");
  }
  if (answer.status === 401) throw new Refusal("signed_out");
  if (!answer.ok) throw new Refusal("no_server");
  return answer.json();
}

function tellAll() {
  const state = keeper.state();
  for (const port of ports) port.postMessage({ state });
}

/** @param {MessagePort | DedicatedWorkerGlobalScope} port @param {any} message */
async function answer(port, { id, asks, given }) {
  if (asks === "bye") {
    ports.delete(port);
    return;
  }
  ports.add(port);
  try {
    if (!ASKS.has(asks)) throw new Refusal("unknown_question");
    port.postMessage({ id, answer: await keeper[asks](given ?? {}) });
  } catch (fault) {
    const told = fault instanceof Refusal ? fault : new Refusal("failed");
    port.postMessage({ id, reason: told.reason, facts: told.facts });
  }
}

/** @param {any} port */
function serve(port) {
  ports.add(port);
  port.onmessage = (event) => answer(port, event.data);
}

if ("onconnect" in self) {
  self.onconnect = (event) => serve(event.ports[0]);
} else {
  // Where the browser shares no workers each page has its own; what locks one locks all.
  serve(self);
  const others = new BroadcastChannel("openevac-keeper");
  others.onmessage = (event) => {
    if (event.data === "lock") keeper.lock({ why: "locked" });
  };
}

setInterval(() => keeper.tick(), TICK_MS);
setInterval(() => keeper.lookUp(), LOOK_UP_MS);
