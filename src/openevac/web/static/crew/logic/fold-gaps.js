// Which ops are missing: counters that somebody has seen, or that lie before one at hand. Twin of fold_gaps.py.

import { emptyRecord } from "./canonical.js";
import { placed } from "./ops.js";

/**
 * Gives for each device with a gap the ranges of missing counters, first and last included. Ranges, not numbers: a
 * broken `seen` of a billion must not fill the memory.
 * @param {Iterable<import("./ops.js").Op>} ops @returns {Record<string, [number, number][]>}
 */
export function gapsOf(ops) {
  /** @type {Map<string, Set<number>>} */
  const here = new Map();
  /** @type {Map<string, number>} */
  const newest = new Map();
  const reaches = (/** @type {string} */ device, /** @type {number} */ counter) =>
    newest.set(device, Math.max(newest.get(device) ?? 0, counter));
  for (const op of ops) {
    placed(here, op.device, () => new Set()).add(op.counter);
    reaches(op.device, op.counter);
    for (const device of Object.keys(op.seen)) reaches(device, op.seen[device]);
  }
  const found = emptyRecord();
  for (const [device, upto] of newest) {
    const gaps = ranges(here.get(device) ?? new Set(), upto);
    if (gaps.length > 0) found[device] = gaps;
  }
  return found;
}

/** @param {Set<number>} present @param {number} upto @returns {[number, number][]} */
function ranges(present, upto) {
  /** @type {[number, number][]} */
  const gaps = [];
  let following = 1;
  for (const counter of [...[...present].sort((one, other) => one - other), upto + 1]) {
    if (counter > following) gaps.push([following, counter - 1]);
    following = counter + 1;
  }
  return gaps;
}
