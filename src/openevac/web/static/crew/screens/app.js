// The app: which page is shown, facts down to it, events up from it. What it needs of the phone comes in as `phone`.

import { baseSays } from "../logic/base-says.js";
import { missionView } from "../logic/mission-view.js";
import { begunDoors, planDifference } from "../logic/plan-difference.js";
import { planTakenOver, warnedOf } from "../logic/plan-taken-over.js";
import { said } from "../words/said.js";
import { screenAwake } from "./awake.js";
import { changesScreen } from "./changes.js";
import { changesInShort } from "./changes-said.js";
import { driveScreen } from "./drive.js";
import { handOverScreen } from "./hand-over.js";
import { homeScreen } from "./home.js";
import { applyLight } from "./light.js";
import { moreScreen } from "./more.js";
import { leaveNoTrace } from "./no-trace.js";
import { openInScreen } from "./open-in.js";
import { when } from "./parts.js";
import { plainScreen } from "./plain.js";
import { pointsScreen } from "./points.js";
import { positionWatch } from "./position.js";
import { reportScreen } from "./report.js";
import { sentScreen } from "./sent.js";
import { stopScreen } from "./stop.js";
import { undoBar } from "./undo-bar.js";
import { unlockScreen } from "./unlock.js";
import { wordScreen } from "./word.js";

/**
 * What the app needs of the phone; start.js gives the real one.
 * @typedef {object} Phone
 * @property {() => number} now milliseconds since 1970
 * @property {() => {code: string} | null} device
 * @property {() => Promise<any[]>} missions of each: {drive, state, ops, answers, opened, missing, map, newer, base}
 * @property {(mission: string, etag: string, drive: any) => Promise<boolean>} takeOver drive on by the newer part
 * @property {(mission: string, etag: string) => Promise<void>} leaveForNow
 * @property {(asked: {mission: string, kind: string, subject: string, value: string, undoes?: string}) => Promise<any>} record
 * @property {() => {contact_at: number | null, problem: string, clock_off_ms: number | null}} contact
 * @property {() => boolean | null} isKept whether the browser promised to keep what is here
 * @property {() => {mission: string, at: number} | null} ends when the people pages end
 * @property {(isDriving: boolean) => void} driving a new version of the app waits as long as one drives
 * @property {any} people keys/people.js
 * @property {() => string} language
 * @property {(language: string) => Promise<void>} speak
 * @property {{page: string, words: string, screen: () => any}[]} doors pages that other parts of the app bring
 */

const SCREENS = {
  home: homeScreen, drive: driveScreen, stop: stopScreen, unlock: unlockScreen, "hand-over": handOverScreen, word: wordScreen,
  report: reportScreen, sent: sentScreen, more: moreScreen, points: pointsScreen, "open-in": openInScreen, changes: changesScreen, plain: plainScreen,
};
const TICK_MS = 5000;
/** Pages on which people look at the way: the screen stays on and the position is asked. */
const ON_THE_WAY = ["drive", "report", "word", "open-in", "changes"];

/** @param {HTMLElement} root @param {Phone} phone */
export function openApp(root, phone) {
  const kept = history.state?.crew ?? {};
  let route = kept.route ?? { page: "home" };
  let chosen = { light: "auto", hand: "right", ...kept.chosen };
  /** How many pages of the app lie before this one in the history of the tab. */
  let depth = kept.depth ?? 0;
  /** @type {any} */
  let screen = null;
  let shownPage = "";
  let turns = 0;
  const awake = screenAwake();
  const position = positionWatch(() => update());
  const bar = undoBar();
  const holder = document.createElement("div");
  holder.className = "holder";
  root.replaceChildren(holder, bar.element);

  const page = () => (Object.hasOwn(SCREENS, route.page) ? SCREENS[/** @type {keyof typeof SCREENS} */ (route.page)] : phone.doors.find((one) => one.page === route.page)?.screen ?? homeScreen);
  const keep = () => history.replaceState({ crew: { route, chosen, depth } }, "");

  /** @param {any} next */
  function go(next) {
    route = { mission: route.mission, ...next };
    depth += 1;
    history.pushState({ crew: { route, chosen, depth } }, "");
    return update();
  }

  /** Reads everything anew and hands it down; an older answer never overwrites a newer one. */
  async function update() {
    turns += 1;
    const turn = turns;
    const model = await modelOf();
    if (turn !== turns) return;
    if (!model.mission && needsMission(route.page)) {
      route = { page: "home" };
      keep();
    }
    const key = `${route.page} ${model.language}`;
    if (key !== shownPage) {
      screen?.end?.();
      screen = page()();
      shownPage = key;
      holder.replaceChildren(screen.element);
      scrollTo(0, 0);
    }
    document.documentElement.dataset.hand = chosen.hand;
    applyLight(chosen.light, model.now, placeOf(model.mission));
    screen.update({ ...model, route });
    const onTheWay = ON_THE_WAY.includes(route.page);
    if (onTheWay) position.on();
    else position.off();
    if (route.page === "home") awake.off();
    else awake.on();
    phone.driving(Boolean(route.mission) && route.page !== "home");
    root.dataset.page = route.page;
  }

  async function modelOf() {
    const missions = (await phone.missions()).map((one) => told(one, phone));
    const mission = missions.find((one) => one.drive.mission === route.mission) ?? (missions.length === 1 ? missions[0] : null);
    const isOpen = phone.people.isOpen();
    const codes = codesOf(mission, route.stop);
    const details = isOpen && route.page === "stop" ? await firstPage(codes) : null;
    return {
      now: phone.now(), device: phone.device(), missions, mission, at: position.last(), contact: phone.contact(), light: chosen.light, hand: chosen.hand,
      language: phone.language(), isOpen, details, isKept: phone.isKept?.(), ends: phone.ends?.() ?? null, canOpen: codes.some((code) => mission?.opened.includes(code)), doors: phone.doors,
    };
  }

  /** The people page of a stop, under whichever of its codes the phone holds it. @param {string[]} codes */
  async function firstPage(codes) {
    for (const code of codes) {
      const found = await phone.people.openStop(code);
      if (found) return found;
    }
    return null;
  }

  /** @param {CustomEvent} event */
  async function record({ detail }) {
    const { ops, words, then } = detail;
    const model = await modelOf();
    if (!model.mission || ops.length === 0) return;
    const own = model.mission.drive.mission;
    const ids = [];
    for (const op of ops) ids.push((await phone.record({ mission: own, subject: `mission:${own}`, ...op })).id);
    bar.show(words, ids);
    if (then?.left) await leftDoor(then.left);
    if (then) await go({ page: then.page });
    else await update();
  }

  /** A door that is done and left needs its people page no more. @param {string} stop */
  async function leftDoor(stop) {
    const model = await modelOf();
    const door = model.mission?.view.doors.find((/** @type {any} */ one) => one.code === stop);
    if (door?.done) for (const code of codesOf(model.mission, stop)) await phone.people.closeStop(code);
  }

  /** @param {CustomEvent} event */
  async function undo({ detail }) {
    const model = await modelOf();
    if (!model.mission) return;
    const own = model.mission.drive.mission;
    for (const id of [...detail.ids].reverse()) {
      const op = model.mission.ops.find((/** @type {any} */ one) => one.id === id);
      if (op) await phone.record({ mission: own, kind: "undo", subject: op.subject, value: "", undoes: id });
    }
    bar.show(said("Taken back"), []);
    await update();
  }

  /** @param {CustomEvent} event */
  async function unlock({ detail }) {
    const answer = await phone.people.unlock(detail.pin).catch(refused);
    if (answer.is === "words") detail.askWords();
    if (answer.is === "open") return history.back();
    if (answer.is === "no_mission") {
      bar.clear();
      await leaveNoTrace(depth);
      depth = 0;
      route = { page: "home" };
      keep();
      return go(route);
    }
    detail.told(answerSaid(answer));
    if (answer.is === "dropped") await update();
  }

  /** The seven words, where the phone has no chip of its own for keys. @param {CustomEvent} event */
  async function words({ detail }) {
    const { is } = await phone.people.typeWords(detail.words).catch(refused);
    if (is === "kept") detail.done();
    detail.told(is === "kept" ? said("Now the PIN.") : is === "wrong" ? said("These are not the words.") : answerSaid({ is }));
  }

  /** @param {CustomEvent} event */
  async function arrive({ detail: { next } }) {
    const stop = next.kind === "stop";
    const word = next.kind === "base" ? { kind: "check_in", value: "we_are_here" } : { kind: "check_in", value: stop ? "on_scene" : "at_shelter", ...(stop ? { subject: `stop:${next.code}` } : {}) };
    const words = { stop: said("At the door"), shelter: said("At the transit centre"), relay: said("At the change of vehicles"), base: said("At the base") }[/** @type {string} */ (next.kind)];
    await record(new CustomEvent("crew:record", { detail: { ops: [word], words } }));
    if (stop) await go({ page: "stop", stop: next.code });
    else if (next.kind !== "base") await go({ page: "hand-over" });
    // Home with nobody aboard: people pages have no use any more, and a phone that is lost tonight holds none.
    else if ((await modelOf()).mission?.view.heads === 0) await phone.people.endMission();
  }

  /** Puts the end of the people pages off. @param {CustomEvent} event */
  async function prolong({ detail }) {
    const answer = await phone.people.prolong(detail.hours).catch(refused);
    const { ends, now } = await modelOf();
    if (answer?.is !== "refused" && ends) bar.show(said("People pages end {at}", { at: when(ends.at, now) }), []);
    else bar.show(said("That cannot be put off any more, or the pages are locked."), []);
    await update();
  }

  /** The plain page first, the keys in the same moment. */
  function exit() {
    phone.people.quickExit(() => {
      holder.replaceChildren();
      bar.clear();
      go({ page: "plain" });
    });
  }

  /** Goes on by the newer plan: people pages of doors that were taken out are closed, and the base is told. @param {CustomEvent} event */
  async function takeOver({ detail: { etag } }) {
    const { mission } = await modelOf();
    const newer = mission?.waits;
    if (!newer) return;
    const taken = newer.etag === etag && (await phone.takeOver(mission.drive.mission, etag, newer.drive));
    if (!taken) {
      bar.show(said("The plan changed again: look once more."), []);
      await update();
      return;
    }
    for (const { codes } of newer.difference.takenOut) for (const code of codes) await phone.people.closeStop(code);
    const { version } = newer.difference;
    if (version !== mission.drive.version) await phone.record({ mission: mission.drive.mission, kind: "check_in", subject: `version:${version}`, value: "we_are_here" });
    bar.show(said("You drive by version {version} now.", { version: String(version) }), []);
    await go({ page: "drive" });
  }

  /** @param {CustomEvent} event */
  async function leaveForNow({ detail: { etag } }) {
    await phone.leaveForNow(route.mission, etag);
    await go({ page: "drive" });
  }

  /** @param {CustomEvent} event */
  async function choose({ detail }) {
    if (detail.language) await phone.speak(detail.language);
    else chosen = { ...chosen, ...detail };
    keep();
    await update();
  }

  const listeners = {
    "crew:go": (/** @type {any} */ event) => go(event.detail),
    "crew:back": () => history.back(),
    "crew:record": record, "crew:undo": undo, "crew:unlock": unlock, "crew:words": words, "crew:arrive": arrive, "crew:choose": choose,
    "crew:prolong": prolong, "crew:exit": exit, "crew:take-over": takeOver, "crew:leave-for-now": leaveForNow,
    "crew:lock": async () => {
      await phone.people.lock();
      await update();
    },
  };
  for (const [type, listener] of Object.entries(listeners)) root.addEventListener(type, /** @type {any} */ (listener));
  addEventListener("popstate", (event) => {
    ({ route, chosen, depth } = { route: { page: "home" }, chosen, depth: 0, ...event.state?.crew });
    update();
  });
  const ticking = setInterval(update, TICK_MS);
  keep();
  return { ready: update(), update, go, end: () => clearInterval(ticking) };
}

/** @param {string} page */
const needsMission = (page) => Object.hasOwn(SCREENS, page) && !["home", "more"].includes(page);

/** Where a mission happens, for the height of the sun. @param {any} mission @returns {[number, number] | null} */
const placeOf = (mission) => mission?.drive.trips[0]?.stops[0]?.position ?? null;

/** @param {{is: string, wait_s?: number}} answer */
function answerSaid({ is, wait_s }) {
  if (is === "wait") return said("Wait {n} s, then try again.", { n: String(wait_s ?? 0) });
  if (is === "words") return said("First the seven words; their paper is at the base.");
  if (is === "refused") return said("The keys of this phone do not answer. Go on with codes only.");
  if (is === "dropped") return said("The people pages are gone from this phone. The way stays. Ring the base.");
  return said("Wrong PIN.");
}

/** The keeper of the keys says no, and nothing was tried. @param {any} fault @returns {{is: string}} */
function refused(fault) {
  if (typeof fault?.reason !== "string") throw fault;
  return { is: "refused" };
}

/** The codes of a stop: its own, and those it had in earlier versions. @param {any} mission @param {string} stop @returns {string[]} */
function codesOf(mission, stop) {
  const door = mission?.view.doors.find((/** @type {any} */ one) => one.code === stop);
  return door ? [stop, ...(door.before ?? [])] : [];
}

/** One mission with everything pages ask of it. @param {any} one @param {Phone} phone */
function told(one, phone) {
  const { contact_at, clock_off_ms } = phone.contact();
  const fates = one.state.ops ?? {};
  const word = baseSays(one.base);
  const view = missionView(one.drive, one.state, one.ops, word);
  const waits = waitsOf(one, view);
  return {
    ...one,
    fates,
    view,
    word,
    waits,
    changed: waits ? changesInShort(waits.difference, one.drive.mission) : "",
    drive: waits ? warnedOf(one.drive, one.newer.drive) : one.drive,
    waiting: one.ops.filter((/** @type {any} */ op) => !one.answers[op.id]).length,
    known: { ...one, sealed: one.sealed ?? [], served: one.served ?? [], isOver: one.isOver ?? false, clock_off_ms, contact_at, now: phone.now() },
  };
}

/** What a newer plan changes, and what is driven by once it is taken over; null where none waits. @param {any} one @param {any} view */
function waitsOf({ drive, newer }, view) {
  if (!newer) return null;
  const begun = begunDoors(view);
  return { etag: newer.etag, isLeft: newer.isLeft, difference: planDifference(drive, newer.drive, begun), drive: planTakenOver(drive, newer.drive, view, begun) };
}
