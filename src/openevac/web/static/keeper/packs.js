// The people of one stop for the phones of a crew: made short and sealed in here, so that no page ever sees them.
// docs/crew-pack.md has the form that phones read.

import { Encrypter } from "../vendor/age.js";
import { base64, utf8 } from "./bytes.js";
import { callNames, shortNote } from "./call-names.js";
import { SIZES } from "./records.js";
import { Refusal } from "./refusal.js";

const FORMAT = 1;
const BLANK = 0x20;

/**
 * Gives what a phone reads of one stop.
 * @param {{stop: string, request: string, codes: string[]}} which `codes`: everybody of the stop, named or not
 * @param {any} household its opened record, or null @param {Record<string, any>} people opened records by code
 */
export function peopleOfStop({ stop, request, codes }, household, people) {
  const names = Object.fromEntries(Object.entries(people).map(([code, one]) => [code, one.name ?? ""]));
  const called = callNames(names);
  const house = [household?.street, household?.house].filter(Boolean).join(", ");
  return {
    v: FORMAT,
    stop,
    request,
    door: { house, flat: household?.flat ?? "", note: shortNote(household?.note ?? "", Object.values(names), household?.asker ?? "") },
    phone_contact: "",
    people: [...new Set([...codes, ...Object.keys(names)])].sort().map((code) => ({ code, call_name: called[code] ?? "" })),
    note: "",
  };
}

/** Writes it as JSON with blanks behind it, so that a length says at most "a long note". @param {unknown} plain */
export function padded(plain) {
  const bytes = utf8(JSON.stringify(plain));
  const size = SIZES.find((one) => bytes.length <= one);
  if (size === undefined) throw new Refusal("too_long");
  const whole = new Uint8Array(size).fill(BLANK);
  whole.set(bytes);
  return whole;
}

/**
 * Seals the people of one stop to each phone's own key.
 * @param {unknown} plain @param {{device: string, recipient: string}[]} phones
 */
export async function sealToPhones(plain, phones) {
  const bytes = padded(plain);
  const sealed = [];
  try {
    for (const { device, recipient } of phones) {
      const encrypter = new Encrypter();
      try {
        encrypter.addRecipient(recipient);
      } catch {
        throw new Refusal("no_public_key");
      }
      sealed.push({ device, recipient, sealed: base64(await encrypter.encrypt(bytes)) });
    }
  } finally {
    bytes.fill(0);
  }
  return sealed;
}
