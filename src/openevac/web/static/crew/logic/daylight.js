// Whether it is dark at a place: the height of the sun, good to a few minutes, so that the screen turns dark by itself.

const RADIANS = Math.PI / 180;
const J2000_MS = Date.UTC(2000, 0, 1, 12);
/** The sun a little below the horizon: headlights on. */
const DUSK_DEG = -4;

/** @param {number} now_ms @param {[number, number]} at longitude, latitude */
export function isDark(now_ms, [lon, lat]) {
  return sunHeight(now_ms, lon, lat) < DUSK_DEG;
}

/** Degrees above the horizon. @param {number} now_ms @param {number} lon @param {number} lat */
export function sunHeight(now_ms, lon, lat) {
  const days = (now_ms - J2000_MS) / 86_400_000;
  const anomaly = (357.529 + 0.98560028 * days) * RADIANS;
  const longitude = (280.459 + 0.98564736 * days + 1.915 * Math.sin(anomaly) + 0.02 * Math.sin(2 * anomaly)) * RADIANS;
  const tilt = 23.439 * RADIANS;
  const declination = Math.asin(Math.sin(tilt) * Math.sin(longitude));
  const ascension = Math.atan2(Math.cos(tilt) * Math.sin(longitude), Math.cos(longitude));
  const sidereal = (280.46061837 + 360.98564736629 * days + lon) * RADIANS;
  const height = Math.sin(lat * RADIANS) * Math.sin(declination) + Math.cos(lat * RADIANS) * Math.cos(declination) * Math.cos(sidereal - ascension);
  return Math.asin(height) / RADIANS;
}
