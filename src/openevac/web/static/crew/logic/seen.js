// What this phone may claim to have seen of each device: the newest counter up to which it has heard everything.

import { compareTexts, emptyRecord } from "./canonical.js";

/** @typedef {{upto: number, beyond: number[]}} Heard counters 1 to `upto` are here, and those of `beyond`, in order */
/** @typedef {Map<string, Heard>} HeardOf by device */

/** An op with more is not read by the base; to claim less is cautious: more stays in sight. */
const MOST_DEVICES = 100;

/** Notes that one counter of a device is here. @param {HeardOf} heard @param {string} device @param {number} counter */
export function noteHeard(heard, device, counter) {
  const known = heard.get(device) ?? { upto: 0, beyond: [] };
  if (counter <= known.upto || known.beyond.includes(counter)) return;
  const beyond = [...known.beyond, counter].sort((one, other) => one - other);
  let { upto } = known;
  while (beyond[0] === upto + 1) upto = /** @type {number} */ (beyond.shift());
  heard.set(device, { upto, beyond });
}

/** Gives the next counter of this phone. @param {HeardOf} heard @param {string} device @returns {number} */
export function nextCounter(heard, device) {
  const known = heard.get(device) ?? { upto: 0, beyond: [] };
  return (known.beyond.at(-1) ?? known.upto) + 1;
}

/**
 * Gives the `seen` of a new op. What came beyond a gap is not claimed: an op that is still on its way must not be
 * replaced by one whose writer never saw it.
 * @param {HeardOf} heard @param {string} device the writer @returns {Record<string, number>}
 */
export function seenBy(heard, device) {
  const seen = emptyRecord();
  const others = [...heard.keys()].filter((other) => other !== device).sort(compareTexts);
  for (const other of others.slice(0, MOST_DEVICES)) {
    const upto = heard.get(other)?.upto ?? 0;
    if (upto > 0) seen[other] = upto;
  }
  return seen;
}
