// "Ready to drive": every piece the crew needs before the last signal, each named; ready only with all of them.

export const MOST_CLOCK_OFF_MS = 2 * 60_000;
export const OLDEST_CONTACT_MS = 30 * 60_000;

/**
 * @typedef {{piece: string, is: boolean, facts: Record<string, any>}} Piece
 * @param {{drive: any, opened: string[], missing: string[], sealed?: string[], served?: string[], isOver?: boolean, map: {needed: boolean, here: boolean},
 *   clock_off_ms: number | null, contact_at: number | null, now: number}} known
 * @returns {{ready: boolean, pieces: Piece[]}}
 */
export function readyToDrive({ drive, opened, missing, sealed = [], served = [], isOver = false, map, clock_off_ms, contact_at, now }) {
  const stops = drive?.trips.flatMap((/** @type {any} */ trip) => trip.stops.map((/** @type {any} */ stop) => stop.code)) ?? [];
  // A phone that joins a mission under way needs no page of people who were fetched before it came.
  const closed = stops.filter((/** @type {string} */ code) => !opened.includes(code) && !served.includes(code));
  const legs = drive?.trips.flatMap((/** @type {any} */ trip) => trip.legs) ?? [];
  const lines = legs.length > 0 && legs.every((/** @type {any} */ leg) => leg.line.length > 1);
  const pieces = [
    { piece: "drive", is: Boolean(drive), facts: {} },
    { piece: "way", is: lines, facts: {} },
    { piece: "people", is: Boolean(drive) && closed.length === 0, facts: { over: isOver, codes: closed.join(", "), unsealed: missing.join(", "), shut: isOver ? "" : closed.filter((/** @type {string} */ code) => sealed.includes(code)).join(", ") } },
    ...(map.needed ? [{ piece: "map", is: map.here, facts: {} }] : []),
    { piece: "clock", is: clock_off_ms !== null && Math.abs(clock_off_ms) <= MOST_CLOCK_OFF_MS, facts: { off: minutes(clock_off_ms), known: clock_off_ms !== null } },
    { piece: "contact", is: contact_at !== null && now - contact_at <= OLDEST_CONTACT_MS, facts: { at: contact_at } },
  ];
  return { ready: pieces.every((one) => one.is), pieces };
}

/** @param {number | null} off_ms */
const minutes = (off_ms) => (off_ms === null ? 0 : Math.round(Math.abs(off_ms) / 60_000));
