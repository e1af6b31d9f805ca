// People who came without a request: recorded aboard under a code of the mission, until the base gives them a number.

/** A code of this phone alone, so that two phones never give the same: "В-12.1.W.phone-1.3". @param {string} mission @param {number} trip @param {string} device @param {number} number */
export function walkUpCode(mission, trip, device, number) {
  return `${mission}.${trip}.W.${device}.${number}`;
}

/** The codes of walk-ups recorded aboard, each with its trip. @param {string} mission @param {any} state @returns {{code: string, trip: number}[]} */
export function walkUpsAboard(mission, state) {
  const found = [];
  for (const [subject, fields] of Object.entries(state.subjects ?? {})) {
    const code = subject.replace(/^evacuee:/, "");
    if (!code.startsWith(`${mission}.`)) continue;
    const trip = /^(\d+)\.W\./.exec(code.slice(mission.length + 1))?.[1];
    const counts = /** @type {any} */ (fields).aboard?.counts_as ?? "";
    if (trip && counts.startsWith("boarded")) found.push({ code, trip: Number(trip) });
  }
  return found;
}
