// A phone for tests of the screens: the real fold, everything else in memory. `window.phone` is what tests turn.

import { openApp } from "./crew/screens/app.js";
import { fold } from "./crew/logic/fold.js";
import * as words from "./crew/words/said.js";

const given = await (await fetch("given.json")).json();
const began = performance.now();
let shift_ms = 0;

const phone = {
  ops: given.ops, answers: {}, missions: given.missions, held: given.held, open: false, pins: [], closed: [],
  clock: { contact_at: Date.parse(given.now) - 60_000, problem: "", clock_off_ms: 1000 }, map: { needed: false, here: false },
  verdict: { is: "open" }, doors: [], newer: null, base: null, isKept: true,
  now: () => Date.parse(given.now) + shift_ms + (performance.now() - began),
  pass: (ms) => (shift_ms += ms),
};

function keep(asked, device = "phone-1") {
  const mine = phone.ops.filter((op) => op.device === device);
  const seen = {};
  for (const op of phone.ops) if (op.device !== device) seen[op.device] = Math.max(seen[op.device] ?? 0, op.counter);
  const at = Math.round(phone.now());
  const last = Math.max(0, ...phone.ops.map((op) => op.clock[0]));
  const op = { value: "", undoes: "", ...asked, id: `${device}-${mine.length + 1}`, device, counter: mine.length + 1, happened_at: new Date(at).toISOString(), clock: [Math.max(at, last + 1), 0], seen };
  phone.ops.push(op);
  return op;
}

/** An op of another phone that had seen nothing of this one. */
phone.other = (asked, device = "phone-2") => {
  const op = keep(asked, device);
  op.seen = {};
  return app.update();
};
phone.keep = keep;

const people = {
  isOpen: () => phone.open,
  unlock: async (pin) => {
    phone.pins.push(pin);
    if (phone.verdict.is === "open") phone.open = true;
    if (phone.verdict.is === "no_mission") phone.missions = [];
    return phone.verdict;
  },
  lock: () => (phone.open = false),
  touch: () => {},
  quickExit: (leave) => {
    leave();
    phone.open = false;
  },
  onChange: () => () => {},
  openStop: async (code) => given.people[code] ?? null,
  closeStop: async (code) => phone.closed.push(code),
  endMission: async () => phone.closed.push("mission"),
};

await words.speak();
const app = openApp(document.getElementById("app"), {
  now: phone.now,
  device: () => ({ code: "phone-1" }),
  missions: async () => phone.missions.map((drive) => {
    const ops = phone.ops.filter((op) => op.mission === drive.mission);
    return { drive, ops, state: fold(ops), answers: phone.answers, opened: phone.held, missing: [], map: phone.map, newer: phone.newer, base: phone.base };
  }),
  takeOver: async (mission, etag, drive) => {
    if (phone.newer?.etag !== etag || phone.isOther) return false;
    phone.missions = phone.missions.map((one) => (one.mission === mission ? drive : one));
    phone.newer = null;
    return true;
  },
  leaveForNow: async (mission, etag) => {
    phone.newer = { ...phone.newer, isLeft: phone.newer.etag === etag };
  },
  record: async (asked) => keep(asked),
  contact: () => phone.clock,
  isKept: () => phone.isKept,
  ends: () => null,
  driving: (isDriving) => (phone.isDriving = isDriving),
  people,
  language: words.language,
  speak: words.chooseLanguage,
  doors: phone.doors,
});
window.phone = phone;
window.app = app;
await app.ready;
document.documentElement.dataset.awake = "";
