// Seals what of the call is somebody's, and makes the tags that find a repeat. Needs the keeper; gives words only when
// it cannot: { reason }. Nothing readable leaves this file.

import { keeper } from "../keeper/connection.js";
import { phoneNumber, saysNoPhone } from "../keeper/phones.js";
import { anybodyListed, household, movers } from "./call-household.js";

/** Sealed once, sent again as it is: the same command with other bytes would be another command. */
const sealedBefore = new Map();

/** @param {string} text @returns {{number: string, none: boolean, bad: boolean}} */
export function readPhone(text) {
  if (!text.trim()) return { number: "", none: false, bad: false };
  if (saysNoPhone(text)) return { number: "", none: true, bad: false };
  try {
    return { number: phoneNumber(text), none: false, bad: false };
  } catch {
    return { number: "", none: false, bad: true };
  }
}

/** Tells whether tags can be made on this screen now. */
export async function canTag() {
  try {
    const state = await keeper.state();
    return state.open && state.canTag;
  } catch {
    return false;
  }
}

/** Gives the tags of what was typed; empty where there is nothing to compare, or no key. @param {{number: string, katottg: string, street: string, house: string, flat: string}} typed */
export async function tagsOf({ number, katottg, street, house, flat }) {
  if (!(await canTag())) return { phone: "", house: "" };
  const numbered = /\d/.test(house);
  try {
    return {
      phone: number ? await keeper.phoneTag(number) : "",
      house: katottg && street.trim() && numbered ? await keeper.houseTag(katottg, street, house, flat) : "",
    };
  } catch {
    return { phone: "", house: "" };
  }
}

/** Seals the household, or gives "" where nothing of it was told. @param {Record<string, string>} typed @param {any} more */
export async function sealHousehold(typed, more) {
  const record = household(typed, more);
  return Object.keys(record).length ? sealOnce("household", record) : "";
}

/** Gives the list of people with sealed names, or "" where nobody was named. @param {any[]} rows @param {Record<string, number>} counts */
export async function sealPeople(rows, counts) {
  if (!anybodyListed(rows)) return "";
  const listed = await Promise.all(
    movers(counts).map(async (mobility, number) => {
      const { name = "", health = "", age = "unknown" } = rows[number] ?? {};
      const record = { ...(name ? { name } : {}), ...(health ? { health } : {}) };
      // The number keeps two people of one name apart: each has a seal of their own.
      const sealed = name || health ? JSON.parse(await sealOnce("evacuee", record, number)) : null;
      return { mobility, age_band: age, sealed };
    }),
  );
  return JSON.stringify(listed);
}

/** @param {string} kind @param {Record<string, unknown>} record @param {number} [number] @returns {Promise<string>} */
async function sealOnce(kind, record, number = 0) {
  const key = JSON.stringify([kind, number, record]);
  if (!sealedBefore.has(key)) sealedBefore.set(key, await keeper.seal(kind, record));
  return sealedBefore.get(key);
}

/** The call is kept: its seals are not sent again. */
export function forgetSeals() {
  sealedBefore.clear();
}
