// What the base says of a mission that waits for nobody's acceptance: turn back, stopped, not yours any more.

const STOPPED = ["refused", "closed", "replaced"];

/**
 * @param {{status?: string, gone?: boolean} | null | undefined} base as it was read last; none: nothing was said
 * @returns {{says: "" | "turn_back" | "stopped" | "gone", turnedBack: boolean}} `turnedBack`: no more doors, the way
 *   leads back. A mission that is given to this phone no more may simply be over: its way stays as it is
 */
export function baseSays(base) {
  if (base?.gone) return { says: "gone", turnedBack: base.status === "turned_back" };
  if (STOPPED.includes(base?.status ?? "")) return { says: "stopped", turnedBack: true };
  if (base?.status === "turned_back") return { says: "turn_back", turnedBack: true };
  return { says: "", turnedBack: false };
}
