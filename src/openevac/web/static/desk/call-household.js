// What of a call goes under the seal, and the people of a household as they are listed. Pure: no page, no keys.

/** From those who move least to those who walk. */
const LEAST_FIRST = ["lying", "wheelchair", "walks_with_help", "walks"];
const COUNTED = { lying: "stretchers", wheelchair: "wheelchairs", walks_with_help: "walks_with_help" };

/**
 * Gives the record of a household from what was typed; empty fields are left out.
 * @param {Record<string, string>} typed by the names of the fields
 * @param {{phone: string, pin: [number, number] | null, relative: string, wishes: Record<string, string>}} more
 */
export function household(typed, { phone, pin, relative, wishes }) {
  const notes = [typed.note, typed.relative ? `${relative}: ${typed.relative}` : "", wishes[typed.wish] ?? ""];
  const record = { asker: typed.asker, street: typed.street, house: typed.house, flat: typed.flat };
  const kept = Object.fromEntries(Object.entries(record).filter(([, value]) => value?.trim()));
  const note = notes.map((one) => (one ?? "").trim()).filter(Boolean).join("\n");
  return {
    ...kept,
    ...(note ? { note } : {}),
    ...(phone ? { phones: [phone] } : {}),
    ...(pin ? { pin } : {}),
  };
}

/**
 * Gives everybody as they move, those who move least first: as many as were counted.
 * @param {Record<string, number>} counts people, walks_with_help, wheelchairs, stretchers
 */
export function movers(counts) {
  const apart = LEAST_FIRST.flatMap((kind) => Array(counts[COUNTED[kind]] ?? 0).fill(kind));
  return [...apart, ...Array(Math.max(0, (counts.people ?? 0) - apart.length)).fill("walks")];
}

/** Tells whether somebody was named or their age said. @param {{name: string, health: string, age: string}[]} rows */
export function anybodyListed(rows) {
  return rows.some((row) => row.name || row.health || row.age !== "unknown");
}
