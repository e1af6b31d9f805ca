// The same features as a plain picture, for browsers that cannot draw maps, and for paper.

import { AREAS, LINES, POINTS, SHAPES, made } from "./map-style.js";
import { boundsOf } from "./map-words.js";

const WIDE = 600;
const MOST_NAMES = 25;

/** @param {any} ground @param {any} overlay @param {string} label */
export function picture(ground, overlay, label) {
  const box = widened(boundsOf(overlay.features) ?? ground.bounds ?? [22, 44, 40.5, 52.5]);
  const { put, high } = projection(box);
  const image = made("svg", { viewBox: `0 0 ${WIDE} ${high}`, class: "map-picture", role: "img", "aria-label": label, preserveAspectRatio: "xMidYMid meet" });
  const all = [...ground.features, ...overlay.features];
  for (const kind of [...Object.keys(AREAS), ...Object.keys(LINES)])
    for (const feature of all) if (feature.properties.kind === kind) image.append(shape(feature, put));
  for (const name of names(ground.features, box)) image.append(text(name, put, "picture-name"));
  for (const feature of overlay.features) if (feature.properties.kind in POINTS) image.append(mark(feature, put));
  return image;
}

/** Adds an edge, at least about two kilometres. @param {number[]} box */
export function widened([west, south, east, north]) {
  const wide = Math.max((east - west) * 0.15, 0.03);
  const high = Math.max((north - south) * 0.15, 0.02);
  return [west - wide, south - high, east + wide, north + high];
}

/** Degrees to the picture: even in the middle of the box, good enough for a region. @param {number[]} box */
export function projection([west, south, east, north]) {
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = WIDE / ((east - west) * squeeze);
  const high = Math.round((north - south) * scale);
  /** @param {number[]} at */
  const put = ([lon, lat]) => [((lon - west) * squeeze * scale).toFixed(1), ((north - lat) * scale).toFixed(1)];
  return { put, high };
}

/** @param {any} feature @param {(at: number[]) => string[]} put */
function shape({ geometry, properties }, put) {
  /** @param {number[][]} line */
  const path = (line) => `M${line.map((at) => put(at).join(" ")).join("L")}`;
  const closed = geometry.type.endsWith("Polygon");
  const parts = { LineString: [geometry.coordinates], MultiLineString: geometry.coordinates, Polygon: geometry.coordinates, MultiPolygon: geometry.coordinates.flat() }[geometry.type] ?? [];
  const dashes = LINES[properties.kind]?.dashes;
  return made("path", {
    d: parts.map((line) => path(line) + (closed ? "Z" : "")).join(""),
    class: `picture-${properties.kind} ${closed ? "area" : "line"}`,
    "stroke-width": LINES[properties.kind]?.width ?? 1.5,
    "stroke-dasharray": dashes ? dashes.map((one) => one * 2).join(" ") : "",
  });
}

/** @param {any} feature @param {(at: number[]) => string[]} put */
function mark(feature, put) {
  const { kind } = feature.properties;
  const [x, y] = put(feature.geometry.coordinates);
  const group = made("g", { transform: `translate(${x} ${y})` });
  group.append(made("path", { d: SHAPES[POINTS[kind].shape], class: `swatch-${kind} mark ${POINTS[kind].filled ? "filled" : ""}`, "fill-rule": "evenodd" }));
  if (feature.properties.label) {
    const name = made("text", { y: 22, class: "picture-label" });
    name.textContent = feature.properties.label;
    group.append(name);
  }
  return group;
}

/** The largest settlements in the box. @param {any[]} features @param {number[]} box */
function names(features, [west, south, east, north]) {
  const inside = features.filter(({ properties, geometry }) => {
    if (properties.kind !== "place") return false;
    const [lon, lat] = geometry.coordinates;
    return lon > west && lon < east && lat > south && lat < north;
  });
  return inside.sort((one, other) => other.properties.size - one.properties.size).slice(0, MOST_NAMES);
}

/** @param {any} feature @param {(at: number[]) => string[]} put @param {string} kind */
function text(feature, put, kind) {
  const [x, y] = put(feature.geometry.coordinates);
  const name = made("text", { x, y: Number(y) - 14, class: kind });
  name.textContent = feature.properties.label;
  return name;
}
