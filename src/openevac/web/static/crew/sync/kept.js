// What the base sent of our missions, as it lies on the phone: rows by kind and mission, none of them with a person.

import { DEVICE } from "../keys/signing.js";
import { asked, readAll, remove, within } from "../store/database.js";
import { Silence } from "./asking.js";

/** Kinds of rows of the store `missions`; each has the key [kind, code of the mission]. */
export const MISSION = "mission";
/** What the crew drives by. */
export const DRIVE = "drive";
/** A newer drive part that the crew has not taken over. */
export const NEWER = "newer drive";
/** The beginning of a drive part whose download was cut. */
export const BEGUN = "begun drive";
export const PEOPLE = "people";

/** @typedef {{value: any, etag: string, version: number, at: number}} Kept */

/** Gives what the base sent of a mission, or null. @param {string} kind @param {string} code @returns {Promise<any>} */
export const readKept = async (kind, code) => (await kept(kind, code))?.value ?? null;

/** Gives the codes of the missions that are kept here. @returns {Promise<string[]>} */
export const keptMissions = async () => (await readAll("missions", ofKind(MISSION))).map(({ value }) => value.mission);

/** Forgets what the base sent of a mission. @param {string} code */
export const forgetMission = (code) =>
  Promise.all([MISSION, DRIVE, NEWER, BEGUN, PEOPLE].map((kind) => remove("missions", [kind, code])));

/** Gives one row. @param {string} kind @param {string} code @returns {Promise<Kept | undefined>} */
export const kept = (kind, code) => within(["missions"], "readonly", (store) => asked(store("missions").get([kind, code])));

/**
 * Keeps a part; tells whether it says anything else than before. What was asked for with a token that was thrown away
 * in the meantime is not kept: a PIN under force was typed, or the phone was let in anew.
 * @param {string} kind @param {string} code @param {Kept} part @param {{token: string}} how @returns {Promise<boolean>}
 */
export const keep = (kind, code, part, { token }) =>
  within(["missions", "device"], "readwrite", async (store) => {
    if ((await asked(store("device").get(DEVICE)))?.token !== token) throw new Silence("asked by another phone");
    const before = await asked(store("missions").get([kind, code]));
    store("missions").put(part, [kind, code]);
    return JSON.stringify(before?.value) !== JSON.stringify(part.value);
  });

/** @param {string} kind */
const ofKind = (kind) => IDBKeyRange.bound([kind], [kind, []]);
