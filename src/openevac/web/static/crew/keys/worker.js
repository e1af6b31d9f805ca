// The worker that holds the keys of one tab: pages ask, plaintext of one stop comes back, a key never does.

import { Refusal } from "../../keeper/refusal.js";
import { people } from "../store/people.js";
import { eraseSlot, openSlotFile, readSlot, writeSlot } from "../store/slot.js";
import { Holder } from "./holder.js";
import { livedTime } from "./lived-time.js";

const TICK_MS = 1000;
const SLOT_LOCK = "openevac-crew-slot";
const CLOCK_LOCK = "openevac-crew-clock";
const ASKS = new Set([
  "state", "enrolPin", "typeWords", "unlock", "lock", "touch", "receive", "openStop", "closeStop", "endMission",
  "prolong",
]);

const wallMs = () => Date.now();
const livedMs = () => performance.now();
const others = new BroadcastChannel("openevac-crew-keys");
const holder = new Holder({ withSlot, rows: people, wallMs, livedMs, tell });
const ready = holder.begin();

/** Lets one tab at a time have the slot. @template T @param {(slot: import("./holder.js").Slot) => Promise<T>} doing @returns {Promise<T>} */
function withSlot(doing) {
  return navigator.locks.request(SLOT_LOCK, async () => {
    const handle = await openSlotFile();
    try {
      return await doing({
        read: () => readSlot(handle),
        write: (body) => writeSlot(handle, body),
        erase: () => eraseSlot(handle),
      });
    } finally {
      handle.close();
    }
  });
}

/** @param {"changed" | "lock"} what */
function tell(what) {
  if (what === "lock") others.postMessage("lock");
  self.postMessage({ open: holder.isOpen });
}

others.onmessage = ({ data }) => {
  if (data === "lock") holder.lock();
};

self.onmessage = async ({ data: { id, asks, given } }) => {
  try {
    if (!ASKS.has(asks)) throw new Refusal("unknown_question");
    await ready;
    self.postMessage({ id, answer: await holder[asks](given) });
  } catch (fault) {
    // What went wrong inside may hold what was typed or opened: pages get a word for it and nothing else.
    const told = fault instanceof Refusal ? fault : new Refusal("failed");
    self.postMessage({ id, reason: told.reason, facts: told.facts });
  }
};

setInterval(() => holder.check(), TICK_MS);

// One tab counts time for all, until it ends and the next one does.
navigator.locks.request(CLOCK_LOCK, async () => {
  await ready;
  const time = livedTime({ rows: people, wallMs, livedMs });
  await time.begin();
  for (;;) {
    await holder.endIfOver(await time.keep());
    await navigator.locks.request(SLOT_LOCK, () => time.wear());
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
});
