// The drive part a crew drives by, and the newer one that waits until the crew has taken it over.

import { fold } from "../logic/fold.js";
import { missionView } from "../logic/mission-view.js";
import { begunDoors, planDifference } from "../logic/plan-difference.js";
import { planTakenOver } from "../logic/plan-taken-over.js";
import { asked, read, remove, within, write } from "../store/database.js";
import { opsOf } from "../store/outbox.js";
import { Refused, Silence } from "./asking.js";
import { askInParts } from "./in-parts.js";
import { DRIVE, keep, kept, NEWER } from "./kept.js";

/** @typedef {import("./sending.js").How} How */
/** @typedef {import("./kept.js").Kept} Kept */

/** Dangers come without a new version: the way is asked for again after this long. */
const AGAIN_MS = 120_000;
/** The van has left: nothing of the way changes under its crew without their word. */
const OUT = ["dispatched", "turned_back", "handed_over"];
/** Said of one mission's way: what is here stays, and it is asked for again. */
const OF_THE_WAY = [403, 404, 409, 422];
const LEFT = "newer plan left for now";

/** When the way of each mission was asked for last. @type {Map<string, number>} */
const askedAt = new Map();

/**
 * Reads the drive part where a newer one may be there; tells whether anything is new. On the road a newer one waits, as
 * long as it changes anything a crew would have to know of.
 * @param {{mission: string, version: number, status?: string}} mission as the base told it @param {How} how @returns {Promise<boolean>}
 */
export async function readDrive({ mission: code, version, status }, how) {
  const [here, newer] = await Promise.all([kept(DRIVE, code), kept(NEWER, code)]);
  const known = newer ?? here;
  if (known?.version === version && how.nowMs() - (askedAt.get(code) ?? -Infinity) < AGAIN_MS) return false;
  try {
    const answer = await askInParts(code, known?.etag ?? "", how);
    askedAt.set(code, how.nowMs());
    if (answer === null) return false;
    if (answer.json.mission !== code) throw new Silence("another mission came");
    const came = { value: answer.json, etag: answer.etag, version: answer.json.version, at: how.nowMs() };
    return await take(came, here, OUT.includes(status ?? ""), how);
  } catch (fault) {
    if (fault instanceof Refused && OF_THE_WAY.includes(fault.status)) return false;
    throw fault;
  }
}

/** @param {Kept} came @param {Kept | undefined} here @param {boolean} isOut @param {How} how @returns {Promise<boolean>} */
async function take(came, here, isOut, how) {
  const code = came.value.mission;
  const ops = await opsOf(code);
  const isBack = here !== undefined && came.etag !== "" && here.etag === came.etag;
  if (here && !isBack && (isOut || ops.length > 0)) {
    const view = missionView(here.value, fold(ops), ops);
    const begun = begunDoors(view);
    if (planDifference(here.value, came.value, begun).isWorthSaying) return keep(NEWER, code, came, how);
    came = { ...came, value: planTakenOver(here.value, came.value, view, begun) };
  } else if (here && isBack) came = { ...came, value: here.value };
  await remove("missions", [NEWER, code]);
  return (await keep(DRIVE, code, came, how)) || isBack;
}

/**
 * Gives what waits to be taken over, or null; `isLeft`: the crew has said "keep for now" to just this one.
 * @param {string} code @returns {Promise<{drive: any, etag: string, isLeft: boolean} | null>}
 */
export async function readNewer(code) {
  const [newer, left] = await Promise.all([kept(NEWER, code), read("settings", [LEFT, code])]);
  return newer ? { drive: newer.value, etag: newer.etag, isLeft: left === newer.etag } : null;
}

/**
 * Drives on by the newer part; false where another one has come since it was shown, which is to be looked at first.
 * @param {string} code @param {string} etag of what was shown @param {any} drive `planTakenOver` of it @returns {Promise<boolean>}
 */
export const takeOver = (code, etag, drive) =>
  within(["missions"], "readwrite", async (store) => {
    const newer = await asked(store("missions").get([NEWER, code]));
    if (newer?.etag !== etag) return false;
    store("missions").put({ ...newer, value: drive }, [DRIVE, code]);
    store("missions").delete([NEWER, code]);
    return true;
  });

/** Keeps the older one for now; it can be taken over at any time. @param {string} code @param {string} etag */
export const leaveForNow = (code, etag) => write("settings", [LEFT, code], etag);
