// What the crew's ticks at one door mean: who may be recorded aboard, who must be asked first, which ops that makes.

/** @typedef {{aboard: Set<string>, loaded: Set<string>}} Ticks codes of people and keys of pieces that are ticked */

/** People and pieces ticked as planned: everybody who has not said no, and the pieces that do not stay. @param {any} door @returns {Ticks} */
export function firstTicks(door) {
  const stays = door.people.filter((/** @type {any} */ one) => one.yes === "no" || one.stays).map((/** @type {any} */ one) => one.code);
  return {
    aboard: new Set(door.people.map((/** @type {any} */ one) => one.code).filter((/** @type {string} */ code) => !stays.includes(code))),
    loaded: new Set(piecesOf(door).filter((piece) => !piece.stays).map((piece) => piece.key)),
  };
}

/** The pieces of a door: a bag for everybody, and the big things, of which the plan may leave some. @param {any} door */
export function piecesOf(door) {
  const things = door.belongings ?? {};
  const [bulky, left] = [Number(things.bulky ?? 0), (things.left_behind ?? []).filter((/** @type {any} */ one) => one.kind === "bulky").reduce((/** @type {number} */ all, /** @type {any} */ one) => all + one.amount, 0)];
  return [
    ...door.people.map((/** @type {any} */ one, /** @type {number} */ index) => ({ key: `bag-${index + 1}`, kind: "bag", number: index + 1, stays: false })),
    ...Array.from({ length: bulky }, (_, index) => ({ key: `bulky-${index + 1}`, kind: "bulky", number: index + 1, stays: index >= bulky - left })),
  ];
}

/** Grown people ticked who have not said at this door that they want to go. @param {any} door @param {Ticks} ticks */
export function toAsk(door, ticks) {
  return door.people.filter((/** @type {any} */ one) => ticks.aboard.has(one.code) && !one.child && one.yes !== "yes").map((/** @type {any} */ one) => one.code);
}

/**
 * The ops of "Boarded": who rides, who stays, how many pieces stay, what the door says.
 * @param {any} door @param {Ticks} ticks @param {string} value why nobody was asked ("danger_to_life/under_fire"), else empty
 */
export function boardedOps(door, ticks, value = "") {
  const ops = [];
  for (const one of door.people) {
    const rides = ticks.aboard.has(one.code);
    if (rides && (!one.aboard || value)) ops.push({ kind: "boarded", subject: `evacuee:${one.code}`, value });
    if (!rides && !one.stays) ops.push({ kind: "not_boarded", subject: `evacuee:${one.code}`, value: "" });
  }
  ops.push(...leftOps(door, ticks));
  if (ticks.aboard.size > 0) ops.push({ kind: "stop_outcome", subject: `stop:${door.code}`, value: "boarded" });
  return ops;
}

/** The op that says how many pieces stay, where that is news. @param {any} door @param {Ticks} ticks */
export function leftOps(door, ticks) {
  const stay = piecesOf(door).filter((piece) => !ticks.loaded.has(piece.key)).length;
  return stay === (door.piecesLeft ?? 0) ? [] : [{ kind: "belongings_left", subject: `stop:${door.code}`, value: String(stay) }];
}

/**
 * The ops of "Leave now, things stay": who is asked and ticked rides, every piece stays, the crew has left.
 * Whoever was not asked yet stays unrecorded: the door stays open rather than say something nobody knows.
 * @param {any} door @param {Ticks} ticks
 */
export function leaveNowOps(door, ticks) {
  const asked = new Set([...ticks.aboard].filter((code) => !toAsk(door, ticks).includes(code)));
  const nothing = { aboard: asked, loaded: new Set() };
  const all = boardedOps(door, /** @type {Ticks} */ (nothing)).filter((op) => op.kind !== "not_boarded");
  return [...all, { kind: "check_in", subject: `stop:${door.code}`, value: "left_scene" }];
}

/** The ops of an outcome without anybody aboard. @param {any} door @param {string} outcome */
export function outcomeOps(door, outcome) {
  const off = door.people.filter((/** @type {any} */ one) => one.aboard).map((/** @type {any} */ one) => ({ kind: "not_boarded", subject: `evacuee:${one.code}`, value: "" }));
  const no = outcome === "refused" ? door.people.filter((/** @type {any} */ one) => !one.child && one.yes !== "no").map((/** @type {any} */ one) => ({ kind: "own_yes", subject: `evacuee:${one.code}`, value: "no" })) : [];
  return [...off, ...no, { kind: "stop_outcome", subject: `stop:${door.code}`, value: outcome }];
}
