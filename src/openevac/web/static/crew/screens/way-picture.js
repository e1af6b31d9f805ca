// The way as a drawing of our own, for phones that cannot draw maps: the line, its points, the dangers, a scale.

import { boundsOf } from "../logic/way-features.js";
import { distance } from "./parts.js";

const SVG = "http://www.w3.org/2000/svg";
const METRES_PER_DEGREE = 111_320;
const EDGE_PX = 30;
/** Kept free at the right for the button of the whole way. */
const BUTTON_PX = 80;
/** At least this much ground is shown, so that a near point does not fill the screen. */
const LEAST_M = 600;
const LABEL_PX = 44;
const SCALES_M = [100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000];

/** Outlines around (0, 0), as on the maps of the desk. */
const SHAPES = {
  door: "M-9 0A9 9 0 1 1 9 0A9 9 0 1 1 -9 0Z",
  next: "M-13 0A13 13 0 1 1 13 0A13 13 0 1 1 -13 0Z",
  square: "M-10 -10H10V10H-10Z",
  triangle: "M0 -13L13 10H-13Z",
  cross: "M-12 -7L-7 -12L0 -5L7 -12L12 -7L5 0L12 7L7 12L0 5L-7 12L-12 7L-5 0Z",
  turn: "M-11 8V-2A9 9 0 0 1 7 -2V3H12L4 12L-4 3H1V-2A3 3 0 0 0 -5 -2V8Z",
  me: "M0 -16L11 13L0 7L-11 13Z",
  bars: "M-9 9V3H-5V9ZM-2 9V-2H2V9ZM5 9V-8H9V9Z",
};
export const SHAPE_OF = {
  door: SHAPES.door, "door-done": SHAPES.door, next: SHAPES.next, shelter: SHAPES.square, hazard: SHAPES.triangle,
  "hazard-unverified": SHAPES.triangle, blocks: SHAPES.cross, "turn-back": SHAPES.turn, coverage: SHAPES.bars, me: SHAPES.me,
};

/** @param {HTMLElement} place @param {string} label @returns {{show: (drawn: any, whole: boolean) => void, end: () => void}} */
export function wayPicture(place, label) {
  /** @type {[any, boolean] | null} */
  let last = null;
  const show = (/** @type {any} */ drawn, /** @type {boolean} */ whole) => {
    last = [drawn, whole];
    const box = boundsOf(drawn, whole);
    if (box) place.replaceChildren(picture(drawn, box, label, place.clientWidth || 340, place.clientHeight || 240));
  };
  const sized = new ResizeObserver(() => last && show(...last));
  sized.observe(place);
  return { show, end: () => sized.disconnect() };
}

/** @param {any} drawn @param {number[]} box @param {string} label @param {number} wide @param {number} high */
function picture(drawn, box, label, wide, high) {
  const { put, metres } = projection(box, wide, high);
  const image = made("svg", { viewBox: `0 0 ${wide} ${high}`, width: wide, height: high, class: "way-picture", role: "img", "aria-label": label });
  for (const kind of ["done", "rest", "now"])
    for (const one of drawn.lines) if (one.kind === kind) image.append(...lineOf(one, put));
  const labelled = labelsThatFit(drawn.points, put);
  for (const one of drawn.points) image.append(markOf(one, put, labelled.has(one)));
  image.append(scale(metres, high));
  return image;
}

/** Degrees to pixels, even over the whole picture. @param {number[]} box @param {number} wide @param {number} high */
function projection([west, south, east, north], wide, high) {
  const [lon, lat] = [(west + east) / 2, (south + north) / 2];
  const squeeze = Math.cos((lat * Math.PI) / 180);
  const [x_m, y_m] = [Math.max(LEAST_M, (east - west) * METRES_PER_DEGREE * squeeze), Math.max(LEAST_M, (north - south) * METRES_PER_DEGREE)];
  const room = wide - BUTTON_PX;
  const px = Math.min((room - 2 * EDGE_PX) / x_m, Math.max(40, high - 2 * EDGE_PX) / y_m);
  /** @param {[number, number]} at */
  const put = ([x, y]) => [room / 2 + (x - lon) * METRES_PER_DEGREE * squeeze * px, high / 2 - (y - lat) * METRES_PER_DEGREE * px];
  return { put, metres: 1 / px };
}

/** @param {any} one @param {(at: any) => number[]} put */
function lineOf(one, put) {
  const d = `M${one.line.map((/** @type {any} */ at) => put(at).map((value) => value.toFixed(1)).join(" ")).join("L")}`;
  const drawn = made("path", { d, class: `way-line way-${one.kind}` });
  return one.kind === "now" ? [made("path", { d, class: "way-line way-edge" }), drawn] : [drawn];
}

/** Labels that do not lie on one another, the next point's first. @param {any[]} points @param {(at: any) => number[]} put */
function labelsThatFit(points, put) {
  /** @type {Map<any, number[]>} */
  const kept = new Map();
  const named = points.filter((one) => one.label && one.kind !== "me");
  for (const one of [...named.filter(({ kind }) => kind === "next"), ...named]) {
    const [x, y] = put(one.at);
    if ([...kept.values()].every(([left, top]) => Math.abs(left - x) > LABEL_PX || Math.abs(top - y) > LABEL_PX / 2)) kept.set(one, [x, y]);
  }
  return kept;
}

/** @param {any} one @param {(at: any) => number[]} put @param {boolean} isNamed */
function markOf(one, put, isNamed) {
  const [x, y] = put(one.at);
  const group = made("g", { transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`, class: `mark mark-${one.kind}` });
  group.append(made("path", { d: SHAPE_OF[/** @type {keyof typeof SHAPE_OF} */ (one.kind)], "fill-rule": "evenodd" }));
  if (isNamed) {
    const name = made("text", { x: 0, y: 28 });
    name.textContent = one.label;
    group.append(name);
  }
  return group;
}

/** @param {number} metres a pixel @param {number} high */
function scale(metres, high) {
  const length_m = SCALES_M.find((one) => one / metres > 50) ?? SCALES_M[SCALES_M.length - 1];
  const group = made("g", { class: "way-scale", transform: `translate(10 ${high - 10})` });
  group.append(made("path", { d: `M0 -6V0H${(length_m / metres).toFixed(0)}V-6` }));
  const said = made("text", { x: 6, y: -5 });
  said.textContent = distance(length_m);
  group.append(said);
  return group;
}

/** @param {string} name @param {Record<string, string | number>} attributes */
function made(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}
