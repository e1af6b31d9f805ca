// Ops by themselves: which has seen which, how each is written down, what each is called. Twin of fold_ops.py.

import { canonicalJson, compareTexts } from "./canonical.js";
import { compareClocks } from "./clock.js";

/**
 * @typedef {object} Op
 * @property {string} id
 * @property {string} device
 * @property {number} counter
 * @property {string} kind
 * @property {string} mission
 * @property {string} subject
 * @property {string} value
 * @property {string} happened_at
 * @property {import("./clock.js").Clock} clock
 * @property {Record<string, number>} seen
 * @property {string} undoes
 */
/** @typedef {Map<string, Op>} Known ops by their references, in order of references */

/** Gives the op alone, without signature or what the base answered. @param {Op} given @returns {Op} */
export const plainOp = ({ id, device, counter, kind, mission, subject, value, happened_at, clock, seen, undoes }) => ({
  id, device, counter, kind, mission, subject, value, happened_at, clock, seen, undoes,
});

/** Gives what is compared and signed. @param {Op} op @returns {string} */
export const opText = (op) => canonicalJson(plainOp(op));

/**
 * Gives the newest counter of a device that an op claims to have seen.
 * @param {Op} op @param {string} device @returns {number}
 */
export function counterSeen(op, device) {
  if (device === op.device) return op.counter - 1;
  return Object.hasOwn(op.seen, device) ? op.seen[device] : 0;
}

/** Tells whether the writer of one op had merged the other. @param {Op} later @param {Op} earlier */
export const sees = (later, earlier) => counterSeen(later, earlier.device) >= earlier.counter;

/**
 * Tells whether one op may replace the other: it has seen it and its clock is later.
 * @param {Op} later @param {Op} earlier
 */
export const supersedes = (later, earlier) =>
  sees(later, earlier) && compareClocks(later.clock, earlier.clock) > 0;

/**
 * Names every distinct op: by its id, or "id#1", "id#2" ... where an id was used twice.
 * @param {Iterable<Op>} ops @returns {Known}
 */
export function references(ops) {
  /** @type {Map<string, Map<string, Op>>} */
  const contents = new Map();
  for (const op of ops) placed(contents, op.id, () => new Map()).set(opText(op), plainOp(op));
  /** @type {[string, Op][]} */
  const named = [];
  for (const [name, variants] of contents) {
    const inOrder = [...variants].sort(([one], [other]) => compareTexts(one, other));
    inOrder.forEach(([, op], place) => named.push([inOrder.length === 1 ? name : `${name}#${place + 1}`, op]));
  }
  return new Map(named.sort(([one], [other]) => compareTexts(one, other)));
}

/**
 * Gives references in the order of their clocks, equal clocks by reference.
 * @param {Iterable<string>} refs @param {Known} known
 */
export function byClock(refs, known) {
  const clock = (/** @type {string} */ ref) => opOf(known, ref).clock;
  return [...refs].sort((one, other) => compareClocks(clock(one), clock(other)) || compareTexts(one, other));
}

/** @param {Known} known @param {string} ref @returns {Op} */
export const opOf = (known, ref) => /** @type {Op} */ (known.get(ref));

/**
 * Gives what lies under a key, made first where nothing does.
 * @template K, V @param {Map<K, V>} map @param {K} key @param {() => V} make @returns {V}
 */
export function placed(map, key, make) {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
