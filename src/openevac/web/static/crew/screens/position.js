// Where this phone is, while somebody looks at the way. Nothing of it is kept; what is sent is rounded first.

const STALE_MS = 60_000;

/** @param {(at: [number, number] | null) => void} moved @returns {{on: () => void, off: () => void, last: () => [number, number] | null}} */
export function positionWatch(moved) {
  /** @type {number | null} */
  let watching = null;
  /** @type {{at: [number, number], ms: number} | null} */
  let seen = null;
  const last = () => (seen && performance.now() - seen.ms < STALE_MS ? seen.at : null);
  return {
    last,
    on() {
      if (watching !== null || !("geolocation" in navigator)) return;
      watching = navigator.geolocation.watchPosition(
        ({ coords }) => {
          seen = { at: [coords.longitude, coords.latitude], ms: performance.now() };
          moved(seen.at);
        },
        () => moved(last()),
        { enableHighAccuracy: true, maximumAge: 5000, timeout: 30_000 },
      );
    },
    off() {
      if (watching !== null) navigator.geolocation.clearWatch(watching);
      watching = null;
    },
  };
}
