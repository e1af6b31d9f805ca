// The page of one door: ask each grown person, tick who and what rides, two big buttons; then count heads and drive.

import { boardedOps, firstTicks, leaveNowOps, outcomeOps, toAsk } from "../logic/door.js";
import { short } from "../logic/way-features.js";
import { said } from "../words/said.js";
import { headCount } from "./heads.js";
import { exitButton } from "./hold.js";
import { button, clock, el, fill, minutes, tell } from "./parts.js";
import { outcomeSaid } from "./spoken.js";
import { moreOutcomes } from "./stop-more.js";
import { peopleRows, pieceRows } from "./stop-people.js";
import { top } from "./top.js";

export function stopScreen() {
  const head = top("drive");
  const door = { facts: el("div", {}), people: el("div", {}), pieces: el("div", {}), more: el("div", {}) };
  const timer = el("p", { class: "timer" });
  const foot = el("div", { class: "foot" });
  const thumb = el("nav", { class: "thumb", "aria-label": said("What to record") }, exitButton(), foot);
  const element = el("div", { class: "screen stop" }, ...head.elements, timer, el("div", { class: "body" }, door.facts, door.people, door.pieces, door.more), thumb);
  /** @type {import("../logic/door.js").Ticks} */
  let ticks = { aboard: new Set(), loaded: new Set() };
  /** @type {any} */
  let last = null;
  let isMore = false;
  let ticked = "";
  let asked = false;

  const again = () => update(last);
  const record = (/** @type {any[]} */ ops, /** @type {string} */ words, /** @type {any} */ then = null) => tell(element, "crew:record", { ops, words, then });
  const doorNow = () => last.mission.view.doors.find((/** @type {any} */ one) => one.code === last.route.stop);

  /** @param {any} model */
  function update(model) {
    last = model;
    const now = doorNow();
    if (!now) return tell(element, "crew:go", { page: "drive" });
    const facts = JSON.stringify([now.code, now.people.map((/** @type {any} */ one) => [one.code, one.yes === "no", one.stays])]);
    if (ticked !== facts) ticks = keptTicks(ticks, firstTicks(now), ticked !== "" && JSON.parse(ticked)[0] === now.code ? now : null);
    ticked = facts;
    head.update(model, `${short(now.code, model.mission.drive.mission)} · ${now.place}`);
    fill(timer, timerFacts(now, model.now), () => timerSaid(now, model.now));
    fill(door.facts, [now.request, now.kind, now.floors, now.lift, now.check_address_only, now.pets, now.party, now.carriers, model.details, model.isOpen, model.canOpen, now.done && [now.outcome, now.called, now.said], model.language], () => factsOf(now, model));
    const list = [...ticks.aboard];
    fill(door.people, [now.people, list, asked, model.details, now.done, model.language], () => peopleRows(now, ticks, model.details, asked, { again, record }));
    fill(door.pieces, [now.belongings, [...ticks.loaded], now.piecesLeft, now.done, model.language], () => pieceRows(now, ticks, { again }));
    fill(door.more, [isMore, list, now.done, now.code, model.language], () => (isMore ? moreOutcomes(now, { model: last, ticks, record, close: () => ((isMore = false), again()) }) : null));
    fill(foot, [now.done, list.length, [...ticks.loaded].length, isMore, model.mission.view.aboard, now.people.map((/** @type {any} */ one) => one.yes), model.language], () => (now.done ? leaving(now) : deciding(now)));
  }

  /** @param {any} now */
  function deciding(now) {
    const n = ticks.aboard.size;
    return [
      el("div", { class: "row" },
        button(said("Leave now, things stay"), { class: "amber" }, () => record(leaveNowOps(doorNow(), ticks), said("Left. Count heads when you can."), { page: "drive", left: now.code })),
        button(isMore ? said("Close") : said("Other…"), { "aria-expanded": String(isMore), "data-key": "other" }, () => {
          isMore = !isMore;
          again();
          if (isMore) door.more.scrollIntoView({ block: "start" });
        })),
      el("div", { class: "row big-row" },
        button(said("Not at home"), { class: "two" }, () => record(outcomeOps(doorNow(), "not_at_home"), `${now.code}: ${outcomeSaid("not_at_home")}`)),
        button(n ? said("Boarded · {n}", { n: String(n) }) : said("Boarded"), { class: "main two", disabled: n === 0 }, () => board())),
    ];
  }

  /** Records who boards; where a grown person was not asked yet, it says so beside them and records nothing. */
  function board() {
    const now = doorNow();
    asked = toAsk(now, ticks).length > 0;
    if (asked) {
      again();
      door.people.querySelector(".must-ask")?.scrollIntoView({ block: "center" });
      return;
    }
    record(boardedOps(now, ticks), said("Boarded: {n}", { n: String(ticks.aboard.size) }));
    asked = false;
  }

  /** @param {any} now */
  function leaving(now) {
    const { view } = last.mission;
    return [headCount({
      recorded: view.heads, codes: view.aboard.map((/** @type {any} */ one) => one.code), ask: said("Count heads before you drive"),
      same: (heads) => said("{n}: as recorded, drive", { n: String(heads) }), other: said("Drive all the same"),
      counted: () => record([{ kind: "check_in", subject: `stop:${now.code}`, value: "left_scene" }], said("Left the door"), { page: "drive", left: now.code }),
    })];
  }
  return { element, update };
}

/** Keeps what was ticked by hand when only the words of others changed; who said no or stays is not ticked. @param {any} had @param {any} first @param {any} same */
function keptTicks(had, first, same) {
  if (!same) return first;
  const aboard = new Set([...had.aboard].filter((code) => first.aboard.has(code)));
  return { aboard, loaded: had.loaded };
}

/** @param {any} door @param {number} now */
function timerFacts(door, now) {
  return [door.on_scene_at, door.left_at, Math.floor(now / 60_000), door.service_s, document.documentElement.lang];
}

/** @param {any} door @param {number} now */
function timerSaid(door, now) {
  const planned = minutes(door.service_s);
  if (!door.on_scene_at || door.left_at) return [said("Planned {planned} here, arrival {at}", { planned, at: clock(door.arrives_at) })];
  const gone_s = (now - Date.parse(door.on_scene_at)) / 1000;
  const share = Math.min(1, gone_s / Math.max(60, door.service_s));
  const over = gone_s > door.service_s;
  const gone = el("span", {});
  gone.style.width = `${Math.round(share * 100)}%`;
  const bar = el("span", { class: over ? "minutes over" : "minutes", "aria-hidden": "true" }, gone);
  return [over ? el("b", {}, said("{over} longer than planned ({planned}): leave", { over: minutes(gone_s - door.service_s), planned })) : said("{gone} of {planned} at the door", { gone: minutes(gone_s), planned }), bar];
}

/** What the door is like; names of the people page only while it is open. @param {any} door @param {any} model */
function factsOf(door, model) {
  const { details } = model;
  const where = [];
  if (door.kind === "meeting_point") where.push(said("Met at a point, not at the door"));
  if (door.kind === "relay") where.push(said("Another crew brings them here"));
  if (door.floors) where.push(door.lift ? said("floor {n}, lift", { n: String(door.floors) }) : said("floor {n}, no lift", { n: String(door.floors) }));
  if (door.carriers) where.push(said("{n} {n|carrier|carriers} needed", { n: door.carriers }));
  if (door.pets) where.push(said("animals: {n}", { n: String(door.pets) }));
  if (door.party > door.people.length) where.push(said("{n} {n|person|people} in all", { n: door.party }));
  return [
    door.done ? el("p", { class: `note ${door.called === "conflict" ? "red" : ""}` }, outcomeWords(door)) : null,
    door.check_address_only ? el("p", { class: "note amber" }, said("Check the address only: look from afar, nobody is told a time.")) : null,
    el("p", { class: "where" }, el("b", {}, door.request), where.length ? ` · ${where.join(" · ")}` : ""),
    details ? el("p", { class: "names" }, el("b", {}, [details.door.house, details.door.flat && said("flat {flat}", { flat: details.door.flat }), details.door.note].filter(Boolean).join(", ")), details.phone_contact ? el("a", { class: "button", href: `tel:${details.phone_contact.replace(/[^+\d]/g, "")}` }, said("Ring them")) : null, details.note ? el("span", {}, ` ${details.note}`) : null) : null,
    !details && model.canOpen && !model.isOpen ? button(said("Names and house are locked: PIN"), { class: "lock" }, (event) => tell(/** @type {Element} */ (event.currentTarget), "crew:go", { page: "unlock", stop: door.code })) : null,
    !details && (!model.canOpen || model.isOpen) ? el("p", { class: "soft" }, said("No people page for this stop: work by codes, ring the base for the house.")) : null,
  ];
}

/** @param {any} door */
function outcomeWords(door) {
  if (door.called === "conflict") return said("conflict: {sides}; it counts as {counts}", { sides: [...new Set(door.said)].map((one) => outcomeSaid(/** @type {string} */ (one))).join(" / "), counts: outcomeSaid(door.outcome) });
  const words = said("Recorded: {outcome}", { outcome: outcomeSaid(door.outcome) });
  return door.called ? `${words} · ${said(door.called)}` : words;
}
