// What the key worker holds and when it lets go of it. While open it holds one key, that of the slot's box; all else is
// read from the slot each time, so that what another tab closed or dropped is closed and dropped here too.

import { same } from "../../keeper/bytes.js";
import { Refusal } from "../../keeper/refusal.js";
import { STANDARD_COST } from "../../keeper/stretching.js";
import { inAppTime, inWallTime, started } from "./app-clock.js";
import { autoLock } from "./auto-lock.js";
import { decodeContents, encodeContents, MOST_STOPS, SALT_BYTES } from "./contents.js";
import {
  blankContents, boxKey, deadBox, newContents, newSecrets, openInside, opensDuress, sealInside, stretchedWords, wordsCheck,
} from "./opening.js";
import { checkDuress, checkPin } from "./pin.js";
import { chance, KEY_BYTES } from "./sealing.js";
import { openAllFromDesk, openStop, paired, rewrapStop, sealStop } from "./stops.js";
import { counted, isOver, noTries } from "./tries.js";
import { readWords } from "./words.js";

const HOUR_MS = 3_600_000;
/** People pages end so long after the planned return. */
export const ENDS_AFTER_RETURN_MS = 12 * HOUR_MS;
const MOST_PROLONGED_H = 24;

/**
 * @typedef {import("./contents.js").Contents} Contents
 * @typedef {{read: () => Promise<Uint8Array | null>, write: (body: Uint8Array) => Promise<void>, erase: () => void}} Slot
 * @typedef {{is: "open" | "wrong" | "wait" | "words" | "no_mission" | "dropped", wait_s: number}} Verdict
 */

export class Holder {
  #withSlot;
  #rows;
  #wallMs;
  #tell;
  #auto;
  /** @type {CryptoKey | null} */
  #key = null;
  /** Stretched words, until the page ends; null on phones with a chip. @type {Uint8Array | null} */
  #words = null;
  #locks = 0;

  /**
   * @param {{withSlot: <T>(doing: (slot: Slot) => Promise<T>) => Promise<T>, rows: typeof import("../store/people.js").people,
   *   wallMs: () => number, livedMs: () => number, tell: (what: "changed" | "lock") => void}} given
   * `withSlot` lets one tab at a time in; `tell` "lock" is for the other tabs too
   */
  constructor({ withSlot, rows, wallMs, livedMs, tell }) {
    this.#withSlot = withSlot;
    this.#rows = rows;
    this.#wallMs = wallMs;
    this.#tell = tell;
    this.#auto = autoLock({ now: livedMs, lock: () => this.lock() });
  }

  get isOpen() {
    return this.#key !== null;
  }

  /** Finishes what a kill cut short: a drop, a closing, rows nobody can open any more. */
  begin() {
    return this.#withSlot(async (slot) => {
      const contents = await this.#contents(slot);
      if (isOver(await this.#tries())) {
        await this.#drop(slot);
      } else if (contents) {
        await this.#finishClosing(slot, contents);
      }
    });
  }

  /** What pages may know; nothing of it opens anything. */
  state() {
    return this.#withSlot(async (slot) => {
      const [contents, way, tries] = [await this.#contents(slot), await this.#rows.single("way"), await this.#tries()];
      const endsAppMs = contents?.endsAppMs ?? 0;
      return {
        open: this.isOpen,
        way: way ?? null,
        prf_salt: contents?.prfSalt ?? null,
        words_needed: contents?.mode === "words" && this.#words === null,
        recipient: contents?.recipient ?? "",
        mission: contents?.table.length ? contents.mission : "",
        stops: contents?.table.length ?? 0,
        ends_app_ms: endsAppMs,
        ends_at_ms: endsAppMs ? inWallTime(await this.#clock(), endsAppMs) : 0,
        wait_s: isOver(tries) ? 0 : Math.ceil(tries.wait_ms / 1000),
      };
    });
  }

  /**
   * Begins with a new PIN, and with words or a chip; what was kept before is dropped.
   * @param {{pin: string, duress?: string, words?: string, credential?: Uint8Array, prfSalt?: Uint8Array, secret?: Uint8Array}} given
   */
  async enrolPin({ pin, duress = "", words = "", credential, prfSalt, secret }) {
    checkPin(pin);
    if (duress) checkDuress(pin, duress);
    if (!words && secret?.length !== KEY_BYTES) throw new Refusal("no_hardware");
    const mode = words ? "words" : "prf";
    const wordsSalt = chance(SALT_BYTES);
    return this.#withSlot(async (slot) => {
      const before = await this.#contents(slot);
      if (before?.table.length) throw new Refusal("mission_held");
      const factor = secret ?? (await stretchedWords(await readWords(words), wordsSalt, STANDARD_COST));
      const made = await newContents({ mode, pin, duress, factor, prfSalt: prfSalt ?? chance(KEY_BYTES), wordsSalt });
      await slot.write(encodeContents(made.contents));
      await this.#rows.setSingle("way", { mode, credential: credential ?? null });
      await this.#rows.setSingle("tries", noTries());
      await this.#rows.forgetMission();
      this.#words = mode === "words" ? factor : null;
      this.#open(made.key, this.#locks);
      return { recipient: made.contents.recipient };
    });
  }

  /** Takes the words for as long as this page lives. @param {{words: string}} given @returns {Promise<{is: "kept" | "wrong" | "no_mission"}>} */
  async typeWords({ words }) {
    const seven = await readWords(words);
    return this.#withSlot(async (slot) => {
      const contents = await this.#contents(slot);
      if (contents?.mode !== "words") return { is: "no_mission" };
      const factor = await stretchedWords(seven, contents.wordsSalt, contents.cost);
      if (!same(await wordsCheck(factor), contents.wordsCheck)) return { is: "wrong" };
      this.#words = factor;
      return { is: "kept" };
    });
  }

  /**
   * Tries a PIN. It is counted as wrong before it is judged.
   * @param {{pin: string, expecting: boolean, secret?: Uint8Array}} given `secret` is the chip's; `expecting`: a pack may
   *   be waiting, so the right PIN opens a phone that holds nobody @returns {Promise<Verdict>}
   */
  unlock({ pin, expecting, secret }) {
    const locks = this.#locks;
    return this.#withSlot(async (slot) => {
      const before = await this.#tries();
      if (isOver(before)) return this.#drop(slot);
      if (before.wait_ms > 0) return { is: "wait", wait_s: Math.ceil(before.wait_ms / 1000) };
      const contents = (await this.#contents(slot)) ?? blankContents();
      const factor = contents.mode === "prf" ? secret : this.#words;
      if (contents.mode === "prf" && !secret) throw new Refusal("no_hardware");
      const hasMore = !contents.isBlank && (expecting || contents.table.length > 0);
      if (!factor && hasMore) return { is: "words", wait_s: 0 };
      const tries = counted(before);
      await this.#rows.setSingle("tries", tries);
      const key = await boxKey(contents, pin, factor ?? chance(KEY_BYTES));
      const [secrets, isDuress] = [await openInside(key, contents), await opensDuress(key, contents)];
      if (secrets && hasMore) return this.#opened(key, locks);
      if (secrets || isDuress || contents.isBlank || !factor) {
        return this.#noMission(slot, contents, key, secrets, isDuress);
      }
      if (isOver(tries)) return this.#drop(slot);
      return { is: "wrong", wait_s: Math.ceil(tries.wait_ms / 1000) };
    });
  }

  /** Lets go of the keys; the stretched words stay until the page ends. */
  lock() {
    this.#locks += 1;
    this.#auto.rest();
    if (!this.#key) return;
    this.#key = null;
    this.#tell("lock");
  }

  /** Somebody is looking at a people page. */
  touch() {
    if (this.#key) this.#auto.touch();
  }

  /** Locks when nobody touched the pages for a minute. */
  check() {
    this.#auto.check();
  }

  /**
   * Takes stops that the desk sealed to this phone and seals each anew under a key of its own; the identity they were
   * sealed to is replaced, so that the bytes that came over the air open for nobody any more. One mission is held at a
   * time, that which ends first: another one is not taken (nothing `held`) until this one is over.
   * @param {{stops: {stop: string, sealed: string}[], mission: string, returnsAtMs: number}} given
   */
  receive({ stops, mission, returnsAtMs }) {
    if (!Number.isFinite(returnsAtMs)) throw new Refusal("no_return");
    return this.#withOpenSlot(async (slot, contents, secrets, key) => {
      const clock = await this.#clock();
      const planned = inAppTime(clock, returnsAtMs) + ENDS_AFTER_RETURN_MS;
      const isSame = mission === contents.mission;
      // What the crew put off stays put off when a re-plan comes.
      const endsAppMs = isSame ? Math.max(planned, contents.endsAppMs) : planned;
      const isLater = !isSame && contents.table.length > 0 && endsAppMs >= contents.endsAppMs;
      if (isLater) return { recipient: contents.recipient, held: [], unreadable: [] };
      const kept = isSame ? paired(await this.#rows.stops(), contents.table) : [];
      const closed = await this.#rows.closed(mission);
      const wanted = stops.filter(({ stop }) => !closed.has(stop));
      const { opened, shut } = await openAllFromDesk(wanted, secrets.identity);
      const old = kept.filter(({ row }) => !opened.has(row.stop));
      const held = [...old.map(({ row }) => row.stop), ...opened.keys()].sort();
      const unreadable = shut.filter((stop) => !held.includes(stop));
      if (opened.size === 0) return { recipient: contents.recipient, held, unreadable };
      if (held.length > MOST_STOPS) throw new Refusal("too_many_stops", { most: MOST_STOPS });
      const fresh = await newSecrets();
      const made = await Promise.all([
        ...old.map((one) => rewrapStop(one, secrets.slotKey, fresh.slotKey)),
        ...[...opened].map(([stop, plain]) => sealStop(stop, plain, fresh.slotKey)),
      ]);
      await this.#switchTo(slot, { ...contents, mission, endsAppMs }, made, fresh, key);
      return { recipient: fresh.recipient, held, unreadable };
    });
  }

  /** Gives the page of one stop, or nothing where it is not held. @param {{stop: string}} given */
  openStop({ stop }) {
    return this.#withOpenSlot(async (slot, contents, secrets) => {
      this.#auto.touch();
      const kept = paired(await this.#rows.stops(), contents.table).find(({ row }) => row.stop === stop);
      return kept ? openStop(kept, secrets.slotKey) : null;
    });
  }

  /**
   * Closes a stop for ever, open or locked. Locked, its share is overwritten in the slot; open, the slot key is made new
   * as well. @param {{stop: string}} given
   */
  closeStop({ stop }) {
    return this.#withSlot(async (slot) => {
      const contents = await this.#contents(slot);
      if (!contents) return { closed: false };
      await this.#rows.markClosed(contents.mission, stop);
      return { closed: await this.#finishClosing(slot, contents) };
    });
  }

  /** Drops every stop; the phone stays ready for the next mission. */
  async endMission() {
    await this.#withSlot(async (slot) => {
      const contents = await this.#contents(slot);
      if (contents) await slot.write(encodeContents({ ...contents, table: [], endsAppMs: 0, mission: "" }));
      await this.#rows.forgetMission();
    });
    this.#words = null;
    this.lock();
    this.#tell("changed");
    return { is: "no_mission" };
  }

  /** Puts the end off, without the base. @param {{hours: number}} given @returns {Promise<{ends_app_ms: number}>} */
  prolong({ hours }) {
    if (!Number.isInteger(hours) || hours < 1 || hours > MOST_PROLONGED_H) throw new Refusal("no_hours", { most: MOST_PROLONGED_H });
    return this.#withOpenSlot(async (slot, contents) => {
      // Over is over: whoever comes late gets no second day out of a phone that lay somewhere.
      const isOver = contents.endsAppMs <= (await this.#clock()).app_ms;
      if (!contents.endsAppMs || isOver) throw new Refusal("no_mission");
      const endsAppMs = contents.endsAppMs + hours * HOUR_MS;
      await slot.write(encodeContents({ ...contents, endsAppMs }));
      return { ends_app_ms: endsAppMs };
    });
  }

  /** Ends a mission whose time is over. @param {number} appMs */
  async endIfOver(appMs) {
    const isDue = await this.#withSlot(async (slot) => {
      const contents = await this.#contents(slot);
      return Boolean(contents?.endsAppMs) && appMs >= contents.endsAppMs;
    });
    if (isDue) await this.endMission();
  }

  /** @returns {Promise<import("./tries.js").Tries>} */
  async #tries() {
    return (await this.#rows.single("tries")) ?? noTries();
  }

  /** @returns {Promise<import("./app-clock.js").AppClock>} at most some seconds old */
  async #clock() {
    return (await this.#rows.single("clock")) ?? started(undefined, this.#wallMs());
  }

  /** @param {Slot} slot @returns {Promise<Contents | null>} */
  async #contents(slot) {
    const body = await slot.read();
    return body && decodeContents(body);
  }

  /**
   * @template T
   * @param {(slot: Slot, contents: Contents, secrets: {slotKey: Uint8Array, identity: string}, key: CryptoKey) => Promise<T>} doing
   * @returns {Promise<T>}
   */
  #withOpenSlot(doing) {
    return this.#withSlot(async (slot) => {
      const key = this.#key;
      const contents = key && (await this.#contents(slot));
      const secrets = contents && (await openInside(key, contents));
      if (!secrets) {
        this.lock();
        throw new Refusal("locked");
      }
      return doing(slot, contents, secrets, key);
    });
  }

  /** @param {CryptoKey} key @param {number} locks how often it was locked when the PIN was typed */
  #open(key, locks) {
    if (locks !== this.#locks) return;
    this.#key = key;
    this.#auto.touch();
    this.#tell("changed");
  }

  /** @param {CryptoKey} key @param {number} locks @returns {Promise<Verdict>} */
  async #opened(key, locks) {
    await this.#rows.setSingle("tries", noTries());
    this.#open(key, locks);
    return { is: "open", wait_s: 0 };
  }

  /**
   * The one answer where nobody is to be fetched: right PIN without a mission, PIN under force, phone without a slot.
   * All three do the same work: new keys, one writing of the slot, rows forgotten, tries forgiven; and all stay locked.
   * What stands in the slot then is that of an empty phone, whose PIN was the one typed; the base knows none of its keys.
   * @param {Slot} slot @param {Contents} contents @param {CryptoKey} key
   * @param {{slotKey: Uint8Array, identity: string, recipient: string} | null} secrets @param {boolean} isDuress
   * @returns {Promise<Verdict>}
   */
  async #noMission(slot, contents, key, secrets, isDuress) {
    const fresh = await newSecrets();
    const inside = secrets ? { ...secrets, slotKey: fresh.slotKey } : fresh;
    const duress = isDuress ? await deadBox() : contents.duress;
    const empty = { ...contents, table: [], endsAppMs: 0, mission: "", recipient: inside.recipient, duress };
    const body = encodeContents({ ...empty, real: await sealInside(key, inside) });
    if (secrets || isDuress) await slot.write(body);
    else if (contents.isBlank) slot.erase();
    await this.#rows.forgetMission();
    await this.#rows.setSingle("tries", noTries());
    this.lock();
    return { is: "no_mission", wait_s: 0 };
  }

  /** Overwrites the slot first: what is left after that opens for nobody. @param {Slot} slot @returns {Promise<Verdict>} */
  async #drop(slot) {
    slot.erase();
    this.#words = null;
    this.lock();
    await this.#rows.forgetMission();
    this.#tell("changed");
    return { is: "dropped", wait_s: 0 };
  }

  /** Takes stops that are marked as closed out of the slot. @param {Slot} slot @param {Contents} contents @returns {Promise<boolean>} */
  async #finishClosing(slot, contents) {
    const rows = await this.#rows.stops();
    const closed = await this.#rows.closed(contents.mission);
    const stay = paired(rows, contents.table).filter(({ row }) => !closed.has(row.stop));
    const hadClosed = stay.length < contents.table.length;
    const secrets = hadClosed && this.#key ? await openInside(this.#key, contents) : null;
    if (secrets) {
      const slotKey = chance(KEY_BYTES);
      const made = await Promise.all(stay.map((one) => rewrapStop(one, secrets.slotKey, slotKey)));
      await this.#switchTo(slot, contents, made, { ...secrets, slotKey }, this.#key);
      return true;
    }
    const table = stay.map(({ entry }) => entry);
    if (hadClosed) await slot.write(encodeContents({ ...contents, table }));
    await this.#forgetAllBut(table);
    return hadClosed;
  }

  /**
   * New rows first, then the slot in one stroke, then the old rows: killed anywhere, one of the two sets opens.
   * @param {Slot} slot @param {Contents} contents @param {import("./stops.js").Kept[]} made
   * @param {{slotKey: Uint8Array, identity: string, recipient: string}} secrets @param {CryptoKey} key
   */
  async #switchTo(slot, contents, made, secrets, key) {
    const table = made.map(({ entry }) => entry);
    const real = await sealInside(key, secrets);
    await this.#rows.addStops(made.map(({ row }) => row));
    await slot.write(encodeContents({ ...contents, table, real, recipient: secrets.recipient }));
    await this.#forgetAllBut(table);
    this.#tell("changed");
  }

  /** @param {import("./contents.js").Entry[]} table */
  async #forgetAllBut(table) {
    const named = new Set(table.map(({ row }) => row));
    const orphans = (await this.#rows.stops()).filter(({ row }) => !named.has(row));
    if (orphans.length) await this.#rows.removeStops(orphans.map(({ row }) => row));
  }
}
