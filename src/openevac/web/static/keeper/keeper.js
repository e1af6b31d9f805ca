// What the keeper holds and when it lets go of it. It knows no page and no port: `tell` says that something changed.

import { peopleOfStop, sealToPhones } from "./packs.js";
import { noTries, tryPin, waitLeft } from "./pins.js";
import { Refusal } from "./refusal.js";
import { Ring, seal } from "./ring.js";
import { secretOfKeyFile } from "./keys.js";
import { signInSecret } from "./stretching.js";

/** A passphrase typed at the door waits this long for its owner to be let in (a second factor takes a while). */
export const PENDING_MS = 180_000;
/** Keys of a shift that nobody ended are given up after this long. */
export const LONGEST_MS = 24 * 3600 * 1000;
/** Public keys are asked for again after this long, so that a changed key is noticed. */
const MATERIAL_MS = 60_000;

export class Keeper {
  #ask;
  #now;
  #tell;
  #ring = null;
  #asleep = false;
  #person = "";
  #organisation = "";
  #material = null;
  #materialAt = 0;
  #openedAt = 0;
  #touchedAt = 0;
  #idleMs = 0;
  #tries = noTries();
  #pending = null;
  #why = "";
  #droppedAt = 0;
  #looking = false;

  /**
   * @param {(path: string) => Promise<any>} ask reads JSON from the server as whoever is signed in
   * @param {() => number} now milliseconds
   * @param {() => void} tell
   */
  constructor(ask, now, tell) {
    this.#ask = ask;
    this.#now = now;
    this.#tell = tell;
  }

  state() {
    this.#sleepWhenIdle();
    return {
      open: this.#ring !== null && !this.#asleep,
      asleep: this.#ring !== null && this.#asleep,
      person: this.#person,
      roles: this.#ring?.roles ?? [],
      canTag: this.#ring?.canTag ?? false,
      why: this.#why,
      locked: this.#ring !== null && Boolean(this.#material?.locked),
      waitMs: waitLeft(this.#tries, this.#now()),
    };
  }

  get holds() {
    return this.#ring !== null;
  }

  /** A page says whose it is; the keys of anybody else go. @param {{person: string, organisation: string}} given */
  async hello({ person, organisation }) {
    if (!person) return this.state();
    const pending = this.#takePending(person, organisation);
    if (person !== this.#person || organisation !== this.#organisation) {
      this.lock({ why: "" });
      this.#material = null;
      this.#person = person;
      this.#organisation = organisation;
    }
    if (pending && !this.#ring) {
      try {
        await this.unlock({ passphrase: pending });
      } catch (fault) {
        this.#why = fault instanceof Refusal ? fault.reason : "failed";
      }
    }
    return this.state();
  }

  /** Makes what signs somebody in, and keeps the passphrase for the moment they are let in. @param {any} given */
  async signInSecret({ organisation, person, passphrase, keep }) {
    const secret = await signInSecret(organisation, person, passphrase);
    this.#pending = keep ? { organisation, person, passphrase, at: this.#now() } : null;
    return secret;
  }

  forget() {
    this.#pending = null;
  }

  /** Opens the keys. @param {{passphrase?: string, keyFile?: string}} given */
  async unlock({ passphrase, keyFile }) {
    const secret = keyFile === undefined ? passphrase : secretOfKeyFile(keyFile);
    const material = await this.#freshMaterial(true);
    if (!material.sealed_key) throw new Refusal(material.locked ? "locked_by_lead" : "no_key");
    const ring = await Ring.open(material, secret ?? "");
    this.#ring?.close();
    this.#ring = ring;
    this.#asleep = false;
    this.#tries = noTries();
    this.#why = "";
    this.#openedAt = this.#touchedAt = this.#now();
    this.#droppedAt = material.dropped_at;
    this.#tell();
    return this.state();
  }

  /** Opens a screen that fell asleep. @param {{pin: string}} given */
  async wake({ pin }) {
    if (!this.#ring) throw new Refusal("closed");
    const check = this.#material?.pin;
    if (!check) throw new Refusal("no_pin");
    const { tries, verdict } = await tryPin(check, this.#tries, pin, this.#now());
    this.#tries = tries;
    if (verdict === "lead_needed") {
      this.lock({ why: "five_wrong" });
      throw new Refusal("five_wrong");
    }
    if (verdict !== "right") {
      throw new Refusal(verdict === "wait" ? "wait" : "wrong_pin", { waitMs: waitLeft(tries, this.#now()) });
    }
    this.#asleep = false;
    this.#touchedAt = this.#now();
    this.#tell();
    return this.state();
  }

  sleep() {
    if (!this.#ring || this.#asleep) return;
    this.#asleep = true;
    this.#tell();
  }

  /** Lets go of every key. @param {{why?: string}} given */
  lock({ why = "" } = {}) {
    this.#pending = null;
    this.#why = why;
    if (!this.#ring) return;
    this.#ring.close();
    this.#ring = null;
    this.#asleep = false;
    this.#tries = noTries();
    this.#tell();
  }

  /** Somebody works at a screen; `reception`: strangers stand in front of it. @param {{reception?: boolean}} given */
  touch({ reception = false } = {}) {
    this.#sleepWhenIdle();
    if (!this.#ring || this.#asleep) return;
    this.#touchedAt = this.#now();
    const idle = this.#material.idle_s;
    this.#idleMs = 1000 * (reception ? idle.reception : idle.desk);
  }

  /** Looks at the clock; called every few seconds. */
  tick() {
    if (this.#pending && this.#now() - this.#pending.at > PENDING_MS) this.#pending = null;
    if (this.#ring && this.#now() - this.#openedAt > LONGEST_MS) this.lock({ why: "a_day" });
    this.#sleepWhenIdle();
  }

  /** Asks the server whether keys may still live here. */
  async lookUp() {
    if (!this.#ring || this.#looking) return;
    let told;
    this.#looking = true;
    try {
      told = await this.#ask("/keys/state");
    } catch (fault) {
      if (fault instanceof Refusal && fault.reason === "signed_out") this.lock({ why: "signed_out" });
      return;
    } finally {
      this.#looking = false;
    }
    if (!this.#ring) return;
    if (told.person !== this.#person || told.organisation !== this.#organisation) this.lock({ why: "signed_out" });
    else if (told.dropped_at > this.#droppedAt) this.lock({ why: told.locked ? "locked" : "shift_ended" });
  }

  /** @param {{kind: string, identity: Record<string, unknown>}} given */
  async seal({ kind, identity }) {
    return seal(await this.#freshMaterial(false), kind, identity);
  }

  /** @param {{sealed: any}} given */
  open({ sealed }) {
    return this.#opened().open(sealed);
  }

  /**
   * Opens the people of one stop, makes them short and seals them to phones; what was opened stays in here.
   * @param {{stop: string, request: string, codes: string[], household: any, people: Record<string, any>,
   *   phones: {device: string, recipient: string}[]}} given sealed records as the server gives them
   */
  async sealToPhones({ stop, request, codes, household, people, phones }) {
    const ring = this.#opened();
    const door = household ? await ring.open(household) : null;
    /** @type {Record<string, any>} */
    const opened = {};
    for (const [code, one] of Object.entries(people)) opened[code] = await ring.open(one);
    return sealToPhones(peopleOfStop({ stop, request, codes }, door, opened), phones);
  }

  /** @param {{text: string}} given */
  phoneTag({ text }) {
    return this.#opened().phoneTag(text);
  }

  /** @param {{katottg: string, street: string, house: string, flat?: string}} given */
  houseTag({ katottg, street, house, flat }) {
    return this.#opened().houseTag(katottg, street, house, flat);
  }

  /** @param {{surname: string, given: string}} names */
  nameTag({ surname, given }) {
    return this.#opened().nameTag(surname, given);
  }

  /** @param {{words: string}} given */
  rowTag({ words }) {
    return this.#opened().rowTag(words);
  }

  #opened() {
    this.#sleepWhenIdle();
    if (!this.#ring || this.#asleep) throw new Refusal("closed");
    return this.#ring;
  }

  #sleepWhenIdle() {
    if (this.#ring && !this.#asleep && this.#now() - this.#touchedAt >= this.#idle()) this.sleep();
  }

  #idle() {
    return this.#idleMs || 1000 * this.#material.idle_s.desk;
  }

  /** @param {string} person @param {string} organisation */
  #takePending(person, organisation) {
    const pending = this.#pending;
    this.#pending = null;
    if (!pending || this.#now() - pending.at > PENDING_MS) return "";
    return pending.person === person && pending.organisation === organisation ? pending.passphrase : "";
  }

  /** @param {boolean} anew */
  async #freshMaterial(anew) {
    if (!anew && this.#material && this.#now() - this.#materialAt < MATERIAL_MS) return this.#material;
    const material = await this.#ask("/keys/material");
    if (material.person !== this.#person || material.organisation !== this.#organisation) {
      this.lock({ why: "signed_out" });
      throw new Refusal("signed_out");
    }
    this.#material = material;
    this.#materialAt = this.#now();
    return material;
  }
}
