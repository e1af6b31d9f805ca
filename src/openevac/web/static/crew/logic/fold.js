// The merge of what many devices recorded on one mission: docs/sync.md. Twin of openevac/rules/fold.py.

import { compareTexts, emptyRecord } from "./canonical.js";
import { faultsOf, sortedFaults, undoneOps } from "./fold-faults.js";
import { UNDO, countsAs, fieldOf, isLog, valueOf } from "./fold-fields.js";
import { gapsOf } from "./fold-gaps.js";
import { byClock, opOf, placed, references, supersedes } from "./ops.js";

/** @typedef {import("./ops.js").Op} Op */
/** @typedef {import("./ops.js").Known} Known */
/** @typedef {{state: "visible" | "superseded" | "undone", by: string}} Fate */
/**
 * @typedef {object} Field one field of one subject as all devices together know it
 * @property {"settled" | "parallel" | "conflict" | "log" | "empty"} status
 * @property {string | null} value of a settled or parallel field
 * @property {string | null} counts_as the value, or the cautious one until a person has settled a conflict
 * @property {string[]} visible references of the ops that count, by clock
 * @property {string[]} values their values in the same order
 */
/**
 * @typedef {object} State what docs/sync.md calls the state
 * @property {1} v
 * @property {string} mission
 * @property {Record<string, Record<string, Field>>} subjects
 * @property {Record<string, Fate>} ops
 * @property {Record<string, [number, number][]>} gaps
 * @property {import("./fold-faults.js").Fault[]} faults
 */

/**
 * Merges the ops of one mission; order and repetition make no difference.
 * @param {Iterable<Op>} ops with or without their signatures @returns {State}
 */
export function fold(ops) {
  const known = references(ops);
  const missions = [...new Set([...known.values()].map((op) => op.mission))].sort(compareTexts);
  if (missions.length > 1) throw new RangeError("operations of several missions were mixed");
  const { undone, faults } = undoneOps(known);
  /** @type {Record<string, Fate>} */
  const fates = emptyRecord();
  for (const ref of known.keys()) {
    const by = undone.get(ref);
    fates[ref] = by === undefined ? { state: "visible", by: "" } : { state: "undone", by };
  }
  const subjects = emptyRecord();
  for (const [subject, fields] of byField(known)) {
    subjects[subject] = emptyRecord();
    for (const [field, refs] of fields) {
      const alive = refs.filter((ref) => !undone.has(ref));
      const replaced = isLog(field) ? new Map() : superseded(alive, known);
      for (const [ref, by] of replaced) fates[ref] = { state: "superseded", by };
      subjects[subject][field] = folded(field, alive.filter((ref) => !replaced.has(ref)), known);
    }
  }
  return {
    v: 1,
    mission: missions[0] ?? "",
    subjects,
    ops: fates,
    gaps: gapsOf(known.values()),
    faults: sortedFaults([...faultsOf(known), ...faults]),
  };
}

/**
 * Gives, for each subject and field, its ops by clock.
 * @param {Known} known @returns {Map<string, Map<string, string[]>>}
 */
function byField(known) {
  /** @type {Map<string, Map<string, string[]>>} */
  const found = new Map();
  for (const ref of byClock(known.keys(), known)) {
    const op = opOf(known, ref);
    if (op.kind === UNDO) continue;
    const fields = placed(found, op.subject, () => new Map());
    placed(fields, fieldOf(op), () => []).push(ref);
  }
  return found;
}

/**
 * Gives the replaced ops of one field, each with the first op that replaces it.
 * @param {string[]} alive by clock @param {Known} known
 */
function superseded(alive, known) {
  /** @type {Map<string, string>} */
  const replaced = new Map();
  alive.forEach((ref, place) => {
    const by = alive.slice(place + 1).find((later) => supersedes(opOf(known, later), opOf(known, ref)));
    if (by !== undefined) replaced.set(ref, by);
  });
  return replaced;
}

/** @param {string} field @param {string[]} visible @param {Known} known @returns {Field} */
function folded(field, visible, known) {
  const values = visible.map((ref) => valueOf(opOf(known, ref)));
  const status = statusOf(field, values);
  const value = status === "settled" || status === "parallel" ? values[0] : null;
  return { status, value, counts_as: status === "conflict" ? countsAs(field, values) : value, visible, values };
}

/** @param {string} field @param {string[]} values @returns {Field["status"]} */
function statusOf(field, values) {
  if (values.length === 0) return "empty";
  if (isLog(field)) return "log";
  if (values.length === 1) return "settled";
  return new Set(values).size === 1 ? "parallel" : "conflict";
}
