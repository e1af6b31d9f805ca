// Reading what the base has of our missions: the mission each time, people when its version has changed, the way often.

import { ask, Refused, Silence } from "./asking.js";
import { keep, kept, keptMissions, MISSION, PEOPLE, readKept } from "./kept.js";
import { readDrive } from "./newer.js";

export { DRIVE, forgetMission, keptMissions, MISSION, PEOPLE, readKept } from "./kept.js";

/** @typedef {import("./sending.js").How} How */

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
    if (await readDrive(mission, how)) changed.add(code);
    if (await readPart(PEOPLE, code, version, how)) changed.add(code);
  }
  for (const code of await keptMissions()) if (await isGone(code, answer.json, how)) changed.add(code);
  return [...changed];
}

/**
 * Marks a mission that the base does not give us any more; what was recorded and its way stay. Tells whether that is new.
 * @param {string} code @param {{mission: string}[]} given @param {How} how @returns {Promise<boolean>}
 */
async function isGone(code, given, how) {
  if (given.some((one) => one.mission === code)) return false;
  const value = { ...(await readKept(MISSION, code)), gone: true };
  return keep(MISSION, code, { value, etag: "", version: value.version, at: how.nowMs() });
}

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

/** @param {any} given */
const isMission = (given) => typeof given?.mission === "string" && Number.isInteger(given.version);
