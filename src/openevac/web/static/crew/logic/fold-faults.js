// What is taken back, and what is wrong with ops as they came: named, never dropped. Twin of fold_faults.py.

import { compareTexts } from "./canonical.js";
import { compareClocks } from "./clock.js";
import { UNDO } from "./fold-fields.js";
import { byClock, counterSeen, opOf, placed, supersedes } from "./ops.js";

/** @typedef {import("./ops.js").Op} Op */
/** @typedef {import("./ops.js").Known} Known */
/** @typedef {import("./clock.js").Clock} Clock */
/** @typedef {{fault: string, ops: string[]}} Fault */

/**
 * Gives the ops that were taken back, each with the first undo that holds, and the undos that cannot. From the newest
 * to the oldest: so it is settled first whether an undo was itself taken back.
 * @param {Known} known @returns {{undone: Map<string, string>, faults: Fault[]}}
 */
export function undoneOps(known) {
  /** @type {Fault[]} */
  const faults = [];
  /** @type {Map<string, string[]>} */
  const undos = new Map();
  for (const [ref, op] of known) {
    if (op.kind !== UNDO) continue;
    const fault = undoFault(op, known);
    if (fault) faults.push({ fault, ops: [ref] });
    else placed(undos, op.undoes, () => []).push(ref);
  }
  /** @type {Map<string, string>} */
  const undone = new Map();
  for (const ref of byClock(known.keys(), known).reverse()) {
    const by = byClock(undos.get(ref) ?? [], known).find((undo) => !undone.has(undo));
    if (by !== undefined) undone.set(ref, by);
  }
  return { undone, faults };
}

/** @param {Op} undo @param {Known} known @returns {string} empty where it holds */
function undoFault(undo, known) {
  if (known.has(`${undo.undoes}#1`)) return "undoes_unclear";
  const takenBack = known.get(undo.undoes);
  if (takenBack === undefined) return "undoes_unknown";
  return supersedes(undo, takenBack) ? "" : "undoes_unseen";
}

/** Gives every fault that does not lie in an undo. @param {Known} known @returns {Fault[]} */
export function faultsOf(known) {
  /** @type {Map<string, string[]>} */
  const variants = new Map();
  /** @type {Map<string, string[]>} */
  const places = new Map();
  for (const [ref, op] of known) {
    placed(variants, op.id, () => []).push(ref);
    placed(places, JSON.stringify([op.device, op.counter]), () => []).push(ref);
  }
  const faults = [];
  for (const ops of variants.values()) if (ops.length > 1) faults.push({ fault: "same_id_differs", ops });
  for (const ops of places.values()) {
    if (new Set(ops.map((ref) => opOf(known, ref).id)).size > 1) faults.push({ fault: "counter_used_twice", ops });
  }
  const latest = latestClocks(known.values());
  for (const [ref, op] of known) if (seesLater(op, latest)) faults.push({ fault: "sees_later", ops: [ref] });
  return faults;
}

/** @typedef {{counter: number, clock: Clock}[]} Latest counters in order, each with the latest clock up to it */

/** @param {Iterable<Op>} ops @returns {Map<string, Latest>} */
function latestClocks(ops) {
  /** @type {Map<string, Latest>} */
  const written = new Map();
  for (const { device, counter, clock } of ops) placed(written, device, () => []).push({ counter, clock });
  for (const pairs of written.values()) {
    pairs.sort((one, other) => one.counter - other.counter);
    for (let at = 1; at < pairs.length; at += 1) {
      if (compareClocks(pairs[at - 1].clock, pairs[at].clock) > 0) pairs[at].clock = pairs[at - 1].clock;
    }
  }
  return written;
}

/** Tells whether an op sees one whose clock is not earlier. @param {Op} op @param {Map<string, Latest>} latest */
function seesLater(op, latest) {
  for (const [device, pairs] of latest) {
    const place = upTo(pairs, counterSeen(op, device));
    if (place > 0 && compareClocks(pairs[place - 1].clock, op.clock) >= 0) return true;
  }
  return false;
}

/** Gives how many have a counter of at most `most`. @param {Latest} pairs @param {number} most @returns {number} */
function upTo(pairs, most) {
  let low = 0;
  let high = pairs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (pairs[middle].counter <= most) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Gives faults by name and then references. @param {Fault[]} faults @returns {Fault[]} */
export const sortedFaults = (faults) =>
  faults.sort((one, other) => compareTexts(one.fault, other.fault) || compareLists(one.ops, other.ops));

/** @param {string[]} one @param {string[]} other @returns {number} */
function compareLists(one, other) {
  const at = one.findIndex((text, place) => text !== other[place]);
  if (at < 0) return one.length - other.length;
  return at < other.length ? compareTexts(one[at], other[at]) : 1;
}
