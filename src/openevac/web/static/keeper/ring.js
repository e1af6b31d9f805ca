// The keys of one unlock, in this worker's memory only.

import { base64, fromBase64 } from "./bytes.js";
import { decode, encode } from "./identities.js";
import { openPersonalKey, openRoleKey, openTagKey } from "./keys.js";
import { openRecord, sealRecord } from "./records.js";
import { Refusal } from "./refusal.js";
import * as tags from "./tags.js";
import { phoneNumber } from "./phones.js";

export class Ring {
  #held;
  #tagKey;

  /** @param {{role: string, epoch: number, identity: string}[]} held @param {Uint8Array | null} tagKey */
  constructor(held, tagKey) {
    this.#held = held;
    this.#tagKey = tagKey;
  }

  /** Opens everything one person may open. @param {any} material @param {string} passphrase */
  static async open(material, passphrase) {
    const own = await openPersonalKey(fromBase64(material.sealed_key), passphrase);
    const held = [];
    for (const one of material.keys) held.push(await openRoleKey(fromBase64(one.wrap), own, one.role, one.epoch));
    held.sort((one, other) => other.epoch - one.epoch);
    for (const [role, wrap] of Object.entries(material.tag_wraps)) {
      const newest = held.find((key) => key.role === role);
      if (newest) return new Ring(held, await openTagKey(fromBase64(wrap), newest.identity));
    }
    return new Ring(held, null);
  }

  get roles() {
    return [...new Set(this.#held.map((key) => key.role))].sort();
  }

  get canTag() {
    return this.#tagKey !== null;
  }

  /** Opens a record as the server gives it (SealedOut). @param {any} sealed */
  async open({ id, kind, payload, role, epoch, wrap }) {
    const ours = this.#held.filter((key) => key.role === role);
    if (ours.length === 0) throw new Refusal("not_our_role");
    if (ours[0].epoch < epoch) throw new Refusal("key_changed");
    let told = null;
    for (const key of ours) {
      try {
        return decode(kind, await openRecord(kind, plainId(id), fromBase64(payload), fromBase64(wrap), key.identity));
      } catch (fault) {
        if (!(fault instanceof Refusal) || fault.reason !== "changed_or_not_ours") throw fault;
        told = fault;
      }
    }
    throw told;
  }

  /** @param {string} text */
  phoneTag(text) {
    return tags.phoneTag(this.#tags(), phoneNumber(text));
  }

  /** @param {string} katottg @param {string} street @param {string} house @param {string} [flat] */
  houseTag(katottg, street, house, flat) {
    return tags.houseTag(this.#tags(), katottg, street, house, flat ?? "");
  }

  /** @param {string} surname @param {string} given */
  nameTag(surname, given) {
    return tags.nameTag(this.#tags(), surname, given);
  }

  /** @param {string} words */
  rowTag(words) {
    return tags.rowTag(this.#tags(), words);
  }

  /** Overwrites what can be overwritten and lets go of the rest. */
  close() {
    this.#tagKey?.fill(0);
    this.#tagKey = null;
    this.#held.length = 0;
  }

  #tags() {
    if (!this.#tagKey) throw new Refusal("no_tag_key");
    return this.#tagKey;
  }
}

/**
 * Seals an identity to the roles that read its kind; gives the JSON that the server reads as SealedIn.
 * @param {any} material @param {string} kind @param {Record<string, unknown>} identity
 */
export async function seal(material, kind, identity) {
  const id = crypto.randomUUID();
  const sealed = await sealRecord(kind, plainId(id), encode(kind, identity), material.recipients);
  const roles = Object.keys(sealed.wraps);
  return JSON.stringify({
    id,
    kind,
    recipient: sealed.recipient,
    payload: base64(sealed.payload),
    wraps: Object.fromEntries(roles.map((role) => [role, base64(sealed.wraps[role])])),
    epochs: Object.fromEntries(roles.map((role) => [role, material.epochs[role]])),
  });
}

/** @param {string} id */
const plainId = (id) => id.replaceAll("-", "");
