// How each kind of thing is drawn, for the map, for the plain picture and for the legend: by shape as well as by colour.
// Kinds of the ground: held contested border road-wide road-middle road-small road-track place.
// Kinds laid over it: request-confirmed request-needs request-held · access-armoured_only access-closed · report-verified
// report-unverified report-blocks · way way-other (lines of a mission) · stop shelter depot meeting (points) · area zone.

const SVG = "http://www.w3.org/2000/svg";

export const PALETTE = {
  light: {
    paper: "#f6f6f3", held: "#b3151b", contested: "#8a6d3b", border: "#5b3a8c", wide: "#7c6a50", middle: "#b3a793", small: "#cfc8ba",
    track: "#a08a63", ink: "#1b2226", halo: "#ffffff", confirmed: "#1d4f73", needs: "#8a5a00", onHold: "#a3161b", danger: "#a3161b",
    way: "#1d4f73", card: "#ffffff",
  },
  dark: {
    paper: "#14181b", held: "#ff8f8a", contested: "#c7a76a", border: "#b79be8", wide: "#a59a84", middle: "#665f53", small: "#423e37",
    track: "#7d7054", ink: "#e9edee", halo: "#14181b", confirmed: "#8cc4ec", needs: "#f0b429", onHold: "#ff8f8a", danger: "#ff8f8a",
    way: "#8cc4ec", card: "#1c2226",
  },
};

/** Points: fill of the disc, or a shape. */
export const POINTS = {
  "request-confirmed": { colour: "confirmed", filled: true, shape: "disc" },
  "request-needs": { colour: "needs", filled: false, shape: "disc" },
  "request-held": { colour: "onHold", filled: false, shape: "pause" },
  "access-armoured_only": { colour: "needs", filled: false, shape: "square" },
  "access-closed": { colour: "danger", filled: true, shape: "bar" },
  "report-verified": { colour: "danger", filled: true, shape: "triangle" },
  "report-unverified": { colour: "danger", filled: false, shape: "triangle" },
  "report-blocks": { colour: "danger", filled: true, shape: "cross" },
  stop: { colour: "confirmed", filled: true, shape: "disc" },
  shelter: { colour: "confirmed", filled: true, shape: "square" },
  depot: { colour: "ink", filled: true, shape: "square" },
  meeting: { colour: "confirmed", filled: false, shape: "square" },
  pin: { colour: "onHold", filled: true, shape: "disc" },
};

/** Lines: colour, width, dashes. Undermost first. */
export const LINES = {
  "road-track": { colour: "track", width: 1, dashes: [2, 2] },
  "road-small": { colour: "small", width: 0.8 },
  "road-middle": { colour: "middle", width: 1.2 },
  "road-wide": { colour: "wide", width: 2.2 },
  border: { colour: "border", width: 2.5, dashes: [6, 2, 1, 2] },
  "way-other": { colour: "way", width: 3, dashes: [2, 1.5] },
  way: { colour: "way", width: 4.5 },
};

export const AREAS = {
  contested: { colour: "contested", opacity: 0.22 },
  held: { colour: "held", opacity: 0.28 },
  zone: { colour: "needs", opacity: 0.25 },
  area: { colour: "way", opacity: 0.15 },
};

/** Draws the little sample of the legend; colours come from the page's own style by class. @param {string} kind */
export function swatch(kind) {
  if (kind in AREAS) return made("rect", { x: 2, y: 2, width: 20, height: 12, class: "area" });
  if (kind in LINES) {
    const { width, dashes } = LINES[kind];
    return made("path", { d: "M1 8H23", class: "line", "stroke-width": Math.max(1.5, width), "stroke-dasharray": (dashes ?? []).map((one) => one * 1.5).join(" ") });
  }
  const { shape, filled } = POINTS[kind] ?? { shape: "disc", filled: true };
  return made("path", { d: SHAPES[shape], class: filled ? "mark filled" : "mark", transform: "translate(12 8) scale(0.62)" });
}

/** Outlines around (0, 0), ten either way. */
export const SHAPES = {
  disc: "M-9 0A9 9 0 1 1 9 0A9 9 0 1 1 -9 0Z",
  square: "M-8 -8H8V8H-8Z",
  triangle: "M0 -10L10 8H-10Z",
  bar: "M-9 0A9 9 0 1 1 9 0A9 9 0 1 1 -9 0ZM-6 -2.500V2.500H6V-2.500Z",
  cross: "M-10 -6L-6 -10L0 -4L6 -10L10 -6L4 0L10 6L6 10L0 4L-6 10L-10 6L-4 0Z",
  pause: "M-9 0A9 9 0 1 1 9 0A9 9 0 1 1 -9 0ZM-4 -4V4M4 -4V4",
};

/** @param {string} name @param {Record<string, string | number>} attributes */
export function made(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) if (value !== "") element.setAttribute(key, String(value));
  return element;
}
