// What the screens need of this phone: stores, sync and keys brought into the one shape that `screens/app.js` asks for.

import { watchEnds } from "./keys/ends.js";
import * as people from "./keys/people.js";
import { device } from "./keys/signing.js";
import { fold } from "./logic/fold.js";
import { driving, missingFiles } from "./shell.js";
import { keepForGood, read, write } from "./store/database.js";
import { answersOf, opsOf, record, takeIn, unsent } from "./store/outbox.js";
import { ask, Refused, Silence } from "./sync/asking.js";
import { forgetMissions } from "./sync/forgetting.js";
import { leaveForNow, readNewer, takeOver } from "./sync/newer.js";
import { DRIVE, keptMissions, MISSION, PEOPLE, readKept } from "./sync/reading.js";
import { startSync } from "./sync/sync.js";
import { chooseLanguage, language } from "./words/said.js";

const PULSE = "/api/v1/pulse";
const HELD = "held stops";
/** Stands in the place of the held stops when the people pages were dropped or their time was over. */
const OVER = "over";
/** The clock is compared with the base again after this long. */
const CLOCK_AGAIN_MS = 5 * 60_000;

/** Opens the phone. `changed` is called whenever something to show has changed. @param {() => void} changed */
export async function openPhone(changed) {
  const own = await device();
  if (own === null) throw new Error("this phone is not enrolled");
  /** Beside an exercise this phone lives on its invented day. */
  const awayMs = own.away_ms ?? 0;
  const now = () => Date.now() + awayMs;
  /** @type {{off_ms: number | null, asked_at: number}} */
  const compared = { off_ms: null, asked_at: -Infinity };
  /** @type {(() => void) | null} */
  let arrived = null;
  const sync = startSync({ now, language, onChange: () => comeIn().then(changed) });
  people.onChange(() => changed());
  const ends = watchEnds({ changed, over: forgetHeld });
  /** Whether the browser promised not to throw this storage away; null until it has answered. @type {boolean | null} */
  let isKept = null;
  keepForGood().then((granted) => {
    isKept = granted;
    changed();
  });
  document.addEventListener("pointerdown", () => people.touch(), { passive: true });
  document.addEventListener("keydown", () => people.touch());

  /** What came from the base: sealed people pages are opened while the keys are open, and the clock is compared. */
  async function comeIn() {
    if (people.isOpen()) await receivePeople(own, awayMs);
    if (Date.now() - compared.asked_at >= CLOCK_AGAIN_MS) {
      compared.asked_at = Date.now();
      compared.off_ms = await clockOff();
    }
  }
  comeIn().then(changed, () => changed());

  return {
    now,
    device: () => ({ code: own.code }),
    missions: async () => {
      const [codes, isMapMissing] = await Promise.all([keptMissions(), filesMissing()]);
      const all = await Promise.all(codes.map((code) => missionOf(code, isMapMissing)));
      return all.filter((one) => one !== null);
    },
    /** @param {any} fact */
    async record(fact) {
      const op = await record(fact, now());
      sync.poke();
      return op;
    },
    isKept: () => isKept,
    ends: () => {
      const last = ends.last();
      return last && { ...last, at: last.at + awayMs };
    },
    takeOver,
    leaveForNow,
    contact: () => ({ contact_at: sync.last.contact_at, problem: sync.last.problem, clock_off_ms: compared.off_ms }),
    /** @param {boolean} isDriving */
    driving(isDriving) {
      if (isDriving) arrived ??= driving();
      else arrived = arrived?.() ?? null;
    },
    people: {
      ...people,
      /**
       * Tries a PIN; the right one opens the pages that have come. After the PIN under force nothing of a mission is
       * left here. A slot that was spoiled answers the same, and there the way stays. @param {string} pin
       */
      async unlock(pin) {
        const { recipient } = await people.state();
        const verdict = await people.unlock(pin);
        if (verdict.is === "no_mission" && recipient) await forgetMissions();
        if (verdict.is === "dropped" || (verdict.is === "no_mission" && !recipient)) {
          await forgetHeld();
          return { is: "dropped", wait_s: 0 };
        }
        if (people.isOpen()) await receivePeople(own, awayMs);
        return verdict;
      },
      /** @param {number} hours */
      async prolong(hours) {
        await people.prolong(hours);
        await ends.ask();
      },
    },
    language,
    speak: (/** @type {"uk" | "en"} */ chosen) => chooseLanguage(chosen),
    /** @param {string} mission */
    opsToShow: (mission) => opsOf(mission),
    /** @param {unknown[]} ops */
    async heard(ops) {
      const told = await takeIn(ops);
      sync.poke();
      return told;
    },
    doors: /** @type {{page: string, words: string, screen: () => any}[]} */ ([]),
  };
}

/** One mission with all that lies here of it; null while its way has not come. @param {string} code @param {boolean} isMapMissing */
async function missionOf(code, isMapMissing) {
  const [drive, sealed, ops, given, waits, held, newer, base] = await Promise.all([
    readKept(DRIVE, code), readKept(PEOPLE, code), opsOf(code), answersOf(code), unsent(code), read("settings", [HELD, code]),
    readNewer(code), readKept(MISSION, code),
  ]);
  if (!drive) return null;
  const isOver = held === OVER;
  const waiting = new Set(waits.map(({ op }) => op.id));
  const answers = Object.fromEntries(given.filter(({ id }) => !waiting.has(id)).map(({ id, state, at, reason }) => [id, { outcome: state, at, reason }]));
  return {
    drive, ops, answers, state: fold(ops), opened: isOver ? [] : held ?? [], isOver, missing: sealed?.missing ?? [], served: sealed?.served ?? [],
    sealed: (sealed?.stops ?? []).map((/** @type {any} */ one) => one.stop), map: { needed: true, here: !isMapMissing }, newer, base,
  };
}

/**
 * Opens what the base sealed to this phone and tells it the recipient of the next pack.
 * @param {{token: string}} own @param {number} awayMs the keys end by this phone's own clock, not by an exercise's
 */
async function receivePeople({ token }, awayMs) {
  for (const code of await keptMissions()) {
    const [drive, sealed, held] = await Promise.all([readKept(DRIVE, code), readKept(PEOPLE, code), read("settings", [HELD, code])]);
    const fresh = (sealed?.stops ?? []).filter((/** @type {any} */ one) => held === OVER || !held?.includes(one.stop));
    if (!drive || fresh.length === 0) continue;
    const returnsAt = new Date(Date.parse(drive.returns_at) - awayMs).toISOString();
    const got = await people.receive(fresh, { ...drive, returns_at: returnsAt });
    await write("settings", [HELD, code], held === OVER && got.held.length === 0 ? OVER : got.held);
    const body = { command_id: crypto.randomUUID(), recipient: got.recipient };
    await ask("recipient", { token, language: language(), body, signal: AbortSignal.timeout(40_000) }).catch(notNow);
  }
}

/** The recipient is told again with the next pack: without it the base seals to the old one, which opens for nobody. @param {unknown} fault */
function notNow(fault) {
  if (!(fault instanceof Silence || fault instanceof Refused)) throw fault;
}

/** Nothing is held any more: what a mission had opened is over. */
async function forgetHeld() {
  for (const code of await keptMissions()) {
    const held = await read("settings", [HELD, code]);
    if (Array.isArray(held) && held.length > 0) await write("settings", [HELD, code], OVER);
  }
}

/** How far this clock is from the base's, by the time the base wrote on an answer; null where none came. @returns {Promise<number | null>} */
async function clockOff() {
  const before = Date.now();
  const answer = await fetch(PULSE, { cache: "no-store", credentials: "omit" }).catch(() => null);
  const said = Date.parse(answer?.headers.get("Date") ?? "");
  if (Number.isNaN(said)) return null;
  return (before + Date.now()) / 2 - (said + 500);
}

/** Whether files of the map are not on this phone yet. @returns {Promise<boolean>} */
async function filesMissing() {
  if (!navigator.serviceWorker?.controller) return false;
  return (await missingFiles()).length > 0;
}
