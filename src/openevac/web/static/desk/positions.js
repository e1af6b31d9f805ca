// Positions in what people paste: links of maps, geo:, plain numbers, degrees with minutes. Nothing is fetched.
// The twin of openevac/feeds/chat_links.py and of domain/places.coarse.

const UKRAINE = { west: 22.0, south: 44.0, east: 40.5, north: 52.5 };
const LINK =
  /(?:https?:\/\/|geo:|om:\/\/|comgooglemaps:\/\/|maps:)\S+|(?<![\p{L}\p{N}_])(?:www\.)?(?:maps\.app\.goo\.gl|goo\.gl\/maps|osm\.org\/go)\/\S+/giu;
const NUMBER = "[-+]?\\d{1,3}[.,]\\d{2,}";
const PLAIN = new RegExp(
  `(?<![\\p{L}\\p{N}_.,/@=])(?:[NnСс]\\s?)?(?<first>${NUMBER})\\s*(?:°\\s*)?(?:[NSnsЕEen]|пн\\.?\\s?ш\\.?|с\\.?\\s?ш\\.?)?\\s*[,;\\s]\\s*` +
    `(?:[EeВв]\\s?)?(?<second>${NUMBER})\\s*(?:°\\s*)?(?:[EeNn]|сх\\.?\\s?д\\.?|в\\.?\\s?д\\.?)?(?![\\p{L}\\p{N}_/])`,
  "gu",
);
const MINUTES = "\\d{1,2}(?:[.,]\\d+)?";
const DEGREES = new RegExp(
  `(?<d1>\\d{1,2})\\s*°\\s*(?<m1>${MINUTES})\\s*['′’]\\s*(?:(?<s1>${MINUTES})\\s*(?:"|″|”|''))?\\s*[NnСсП]?[\\p{L}]{0,2}[\\s,;]*` +
    `(?<d2>\\d{1,2})\\s*°\\s*(?<m2>${MINUTES})\\s*['′’]\\s*(?:(?<s2>${MINUTES})\\s*(?:"|″|”|''))?\\s*[EeВвСс]?`,
  "gu",
);
const PAIR = "([-+]?\\d{1,3}(?:\\.\\d+)?)[,;\\s+]+([-+]?\\d{1,3}(?:\\.\\d+)?)";
// In this order: a pin that somebody set says more than the middle of the picture they looked at.
const IN_LINK = [
  /!3d(-?\d+\.\d+)!4d(-?\d+\.\d+)/g,
  /mlat=(-?\d+\.\d+)&(?:amp;)?mlon=(-?\d+\.\d+)/gi,
  new RegExp(`[?&](?:q|query|destination|daddr|coordinate|pt|text)=(?:loc:)?\\s*${PAIR}`, "gi"),
  new RegExp(`^geo:${PAIR}`, "gi"),
  new RegExp(`/(?:place|search|dir)/(?:[^/@]*/)?${PAIR}`, "g"),
  new RegExp(`[?&](?:ll|sll|center|cp|v)=${PAIR}`, "gi"),
  /@(-?\d+\.\d+),(-?\d+\.\d+)/g,
  /#map=[\d.]+\/(-?\d+\.\d+)\/(-?\d+\.\d+)/g,
];
const SHORT_OSM = /(?:osm\.org|openstreetmap\.org)\/go\/([A-Za-z0-9_@~-]+)/;
const SHORT_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_~";
const OF_MAPS =
  /goo\.gl|google\.[a-z.]+\/maps|maps\.google|maps\.apple|openstreetmap|osm\.org|waze|omaps|ge0|yandex|visicom|^geo:|^om:|2gis/i;
const COARSE_M = 100;
const METRES_PER_DEGREE = 111320;

/** @typedef {{start: number, end: number, lon: number, lat: number, fault: "" | "no_position" | "outside"}} Found */

/** Gives every position in a text, in order. @param {string} text @returns {Found[]} */
export function findPositions(text) {
  /** @type {Found[]} */
  const found = [];
  for (const link of text.matchAll(LINK)) {
    const one = ofLink(link[0], link.index ?? 0);
    if (one) found.push(one);
  }
  const taken = found.map(({ start, end }) => [start, end]);
  for (const [pattern, read] of [[DEGREES, degrees], [PLAIN, decimals]]) {
    for (const match of text.matchAll(pattern)) {
      const start = match.index ?? 0;
      const end = start + match[0].length;
      if (taken.some(([from, until]) => from < end && start < until)) continue;
      found.push(settle(start, end, ...read(match.groups ?? {})));
      taken.push([start, end]);
    }
  }
  return found.sort((one, other) => one.start - other.start);
}

/** Rounds a position to a grid of 100 m: enough to drive to, not to name a door. @param {number} lon @param {number} lat */
export function coarse(lon, lat) {
  const latStep = COARSE_M / METRES_PER_DEGREE;
  const northing = even(lat / latStep) * latStep;
  const lonStep = latStep / Math.max(0.01, Math.cos((northing * Math.PI) / 180));
  return { lon: Number((even(lon / lonStep) * lonStep).toFixed(5)), lat: Number(northing.toFixed(5)) };
}

/** Rounds as Python does: a half goes to the even neighbour. @param {number} value */
function even(value) {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

/** @param {string} whole @param {number} start @returns {Found | null} */
function ofLink(whole, start) {
  const address = whole.replace(/[).,;!?»"']+$/u, "");
  const end = start + address.length;
  const plain = unquoted(address);
  const short = SHORT_OSM.exec(plain);
  if (short) return settle(start, end, ...unfold(short[1]));
  for (const pattern of IN_LINK) {
    for (const match of plain.matchAll(pattern)) {
      const [first, second] = [Number(match[1]), Number(match[2])];
      if (first !== 0 || second !== 0) return settle(start, end, first, second);
    }
  }
  return OF_MAPS.test(plain) ? { start, end, lon: NaN, lat: NaN, fault: "no_position" } : null;
}

/** Takes two numbers for a position in Ukraine in the one order that is possible there. @param {number} start @param {number} end @param {number} first @param {number} second @returns {Found} */
function settle(start, end, first, second) {
  for (const [lat, lon] of [[first, second], [second, first]]) {
    if (lat >= UKRAINE.south && lat <= UKRAINE.north && lon >= UKRAINE.west && lon <= UKRAINE.east) {
      return { start, end, lon, lat, fault: "" };
    }
  }
  return { start, end, lon: NaN, lat: NaN, fault: "outside" };
}

/** @param {Record<string, string>} groups */
function decimals(groups) {
  return [number(groups.first), number(groups.second)];
}

/** @param {Record<string, string>} groups */
function degrees(groups) {
  return ["1", "2"].map(
    (side) => number(groups[`d${side}`]) + number(groups[`m${side}`]) / 60 + number(groups[`s${side}`] ?? "0") / 3600,
  );
}

/** @param {string} text */
function number(text) {
  return Number((text || "0").replace(",", "."));
}

/** @param {string} text */
function unquoted(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Unfolds OpenStreetMap's short link: bits of longitude and latitude in turn, six to a letter. @param {string} code */
function unfold(code) {
  let [lon, lat, bits] = [0, 0, 0];
  for (const sign of code.replaceAll("@", "~")) {
    const six = SHORT_SIGNS.indexOf(sign);
    if (six < 0) break;
    for (const shift of [4, 2, 0]) {
      lon = lon * 2 + ((six >> (shift + 1)) & 1);
      lat = lat * 2 + ((six >> shift) & 1);
    }
    bits += 3;
  }
  const scale = 2 ** bits;
  const half = 0.5 / scale;
  return [(lat / scale + half) * 180 - 90, (lon / scale + half) * 360 - 180];
}
