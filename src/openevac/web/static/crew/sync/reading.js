// Reading what the base has of our missions: the mission each time, way and people when its version has changed.

import { DEVICE } from "../keys/signing.js";
import { asked, readAll, remove, within } from "../store/database.js";
import { ask, Refused, Silence } from "./asking.js";

/** Kinds of rows of the store `missions`; each has the key [kind, code of the mission]. */
export const MISSION = "mission";
export const DRIVE = "drive";
export const PEOPLE = "people";

/** @typedef {import("./sending.js").How} How */
/** @typedef {{value: any, etag: string, version: number, at: number}} Kept */

/**
 * Reads every open mission of this phone. Gives the codes of those of which anything is new. The people part is kept
 * as it came, sealed; `keys/people.js` opens it when people pages are open.
 * @param {How} how @returns {Promise<string[]>}
 */
export async function readMissions(how) {
  const answer = await ask("mission", how);
  if (!Array.isArray(answer?.json) || !answer.json.every(isMission)) throw new Silence("no missions came");
  how.onContact();
  /** @type {Set<string>} */
  const changed = new Set();
  for (const mission of answer.json) {
    const { mission: code, version } = mission;
    if (await keep(MISSION, code, { value: mission, etag: "", version, at: how.nowMs() }, how)) changed.add(code);
    if (await readPart(DRIVE, code, version, how)) changed.add(code);
    if (await readPart(PEOPLE, code, version, how)) changed.add(code);
  }
  return [...changed];
}

/** Gives what the base sent of a mission, or null. @param {string} kind @param {string} code @returns {Promise<any>} */
export const readKept = async (kind, code) => (await kept(kind, code))?.value ?? null;

/** Gives the codes of the missions that are kept here. @returns {Promise<string[]>} */
export const keptMissions = async () => (await readAll("missions", ofKind(MISSION))).map(({ value }) => value.mission);

/** Forgets what the base sent of a mission. @param {string} code */
export const forgetMission = (code) =>
  Promise.all([MISSION, DRIVE, PEOPLE].map((kind) => remove("missions", [kind, code])));

/** @param {string} kind */
const ofKind = (kind) => IDBKeyRange.bound([kind], [kind, []]);

/** @param {string} kind @param {string} code @returns {Promise<Kept | undefined>} */
const kept = (kind, code) => within(["missions"], "readonly", (store) => asked(store("missions").get([kind, code])));

/**
 * Reads one part unless the newest is here; tells whether anything is new.
 * @param {string} kind @param {string} code @param {number} version @param {How} how @returns {Promise<boolean>}
 */
async function readPart(kind, code, version, how) {
  const here = await kept(kind, code);
  if (here?.version === version && !here.value.missing?.length) return false;
  try {
    const etag = here?.version === version ? here.etag : "";
    const answer = await ask(`mission/${encodeURIComponent(code)}/${kind}`, { ...how, etag });
    if (answer === null) return false;
    if (answer.json.mission !== code) throw new Silence("another mission came");
    const { json: value } = answer;
    return await keep(kind, code, { value, etag: answer.etag, version: value.version, at: how.nowMs() }, how);
  } catch (fault) {
    // Nobody has approved it, or it was made anew this minute: what is here stays, and it is asked for again.
    if (fault instanceof Refused && (fault.status === 404 || fault.status === 409)) return false;
    throw fault;
  }
}

/**
 * Keeps a part; tells whether it says anything else than before. What was asked for with a token that was thrown away
 * in the meantime is not kept: a PIN under force was typed, or the phone was let in anew.
 * @param {string} kind @param {string} code @param {Kept} part @param {How} how @returns {Promise<boolean>}
 */
const keep = (kind, code, part, { token }) =>
  within(["missions", "device"], "readwrite", async (store) => {
    if ((await asked(store("device").get(DEVICE)))?.token !== token) throw new Silence("asked by another phone");
    const before = await asked(store("missions").get([kind, code]));
    store("missions").put(part, [kind, code]);
    return JSON.stringify(before?.value) !== JSON.stringify(part.value);
  });

/** @param {any} given */
const isMission = (given) => typeof given?.mission === "string" && Number.isInteger(given.version);
