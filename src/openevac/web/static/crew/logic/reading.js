// Reading an op that comes from elsewhere: as strict as the base, so that one phone cannot stop another's sending.

import { KINDS, UNDO } from "./fold-fields.js";
import { happenedAt } from "./clock.js";
import { plainOp } from "./ops.js";

/** @typedef {import("./ops.js").Op & {signature: string}} SignedOp the signature in base64, as the base takes it */

const NAME = /^[\p{L}\p{N}_.:-]{1,64}$/u;
const SIGNATURE = /^[A-Za-z0-9+/]{85}[AQgw]==$/;
const MOST_COUNTER = 2 ** 31 - 1;
const MOST_DEVICES = 100;

/**
 * Gives the op and its signature and nothing else, or null where it is none.
 * @param {any} given @returns {SignedOp | null}
 */
export function readOp(given) {
  if (given === null || typeof given !== "object" || !isText(given.signature, 88) || !SIGNATURE.test(given.signature)) {
    return null;
  }
  return isOp(given) ? signedOp(given, given.signature) : null;
}

/** @param {import("./ops.js").Op} op @param {string} signature @returns {SignedOp} */
export const signedOp = (op, signature) => ({ ...plainOp(op), signature });

/** Tells whether the base would read this as an op. @param {any} op @returns {boolean} */
export function isOp(op) {
  const names = [op.id, op.device, op.mission, ...(op.undoes === "" && op.kind !== UNDO ? [] : [op.undoes])];
  return (
    names.every((name) => isText(name, 64) && NAME.test(name)) &&
    KINDS.has(op.kind) &&
    isText(op.subject, 100) &&
    isText(op.value, 200) &&
    isCount(op.counter) && op.counter > 0 && op.counter <= MOST_COUNTER &&
    isMoment(op.happened_at) &&
    Array.isArray(op.clock) && op.clock.length === 2 && op.clock.every(isCount) &&
    isSeen(op.seen)
  );
}

/** @param {any} given @param {number} most letters @returns {boolean} */
const isText = (given, most) => typeof given === "string" && given.isWellFormed() && [...given].length <= most;

/** @param {any} given @returns {boolean} */
const isCount = (given) => Number.isSafeInteger(given) && given >= 0;

/** @param {any} given @returns {boolean} exactly as `toISOString` writes it, in the years the base reads */
const isMoment = (given) => typeof given === "string" && happenedAt(Date.parse(given) || 0) === given;

/** @param {any} given @returns {boolean} */
function isSeen(given) {
  if (given === null || typeof given !== "object" || Array.isArray(given)) return false;
  const devices = Object.keys(given);
  return devices.length <= MOST_DEVICES && devices.every((one) => one && isText(one, 64) && isCount(given[one]));
}
