// The way handed to the navigator a crew already has: links with positions and codes, and a GPX track. Never a name.

/** @typedef {[number, number]} Position */

/**
 * Links that open one point in another app. Codes only: an app keeps what it was given.
 * @param {string} code @param {Position} at @returns {{app: string, href: string}[]}
 */
export function linksTo(code, [lon, lat]) {
  const [x, y] = [lon.toFixed(5), lat.toFixed(5)];
  const label = encodeURIComponent(code);
  return [
    { app: "Organic Maps", href: `om://map?v=1&ll=${y},${x}&n=${label}` },
    { app: "OsmAnd (geo:)", href: `geo:${y},${x}?z=14` },
  ];
}

/**
 * The rest of the way as GPX 1.1: one track a leg to follow, a waypoint a point, by code.
 * @param {{mission: string, says: string, legs: {to: string, line: Position[]}[], points: {code: string, at: Position}[]}} way
 */
export function gpxOf({ mission, says, legs, points }) {
  const waypoints = points.map(({ code, at }) => `  <wpt ${place(at)}><name>${escaped(code)}</name></wpt>`);
  const tracks = legs.map(({ to, line }) => {
    const track = line.map((at) => `      <trkpt ${place(at)}/>`).join("\n");
    return `  <trk><name>${escaped(to)}</name><desc>${escaped(says)}</desc><trkseg>\n${track}\n  </trkseg></trk>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<gpx version="1.1" creator="OpenEvac" xmlns="http://www.topografix.com/GPX/1/1">',
    `  <metadata><name>${escaped(mission)}</name><desc>${escaped(says)}</desc></metadata>`,
    ...waypoints,
    ...tracks,
    "</gpx>",
    "",
  ].join("\n");
}

/** @param {Position} at */
const place = ([lon, lat]) => `lat="${lat.toFixed(5)}" lon="${lon.toFixed(5)}"`;

/** @param {string} text */
const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
