// The same way drawn by MapLibre where the phone has WebGL: over the corridor's map if the pack brought one, else plain.

import { MapLibreMap } from "../../vendor/map.js";
import { boundsOf } from "../logic/way-features.js";
import { SHAPE_OF } from "./way-picture.js";

const FILES = new URL("../../vendor/", import.meta.url).href;
const FACE = "Noto Sans";
const RANGES = { latin: ["U+0000-024F", "U+2000-206F"], cyrillic: ["U+0400-04FF", "U+2116"] };
const MARK_PX = 34;
const NEAREST_ZOOM = 15;
/** Kept free at the right for the button of the whole way. */
const BUTTON_PX = 80;
/** Undermost first: what matters now is drawn last. */
const LINES = { done: ["soft", 3], rest: ["way", 4], now: ["way", 7] };
const MARKS = ["coverage", "turn-back", "door-done", "door", "shelter", "hazard-unverified", "hazard", "blocks", "next", "me"];
const COLOUR_OF = {
  door: "way", "door-done": "soft", next: "way", shelter: "ink", hazard: "danger", "hazard-unverified": "danger", blocks: "danger",
  "turn-back": "amber", coverage: "soft", me: "ink",
};
const HOLLOW = ["hazard-unverified", "door-done"];

/** @param {HTMLElement} place @param {string} label @returns {{show: (drawn: any, whole: boolean) => void, end: () => void}} */
export function wayGl(place, label) {
  linkStyle(`${FILES}map.css`);
  let drawn = { lines: /** @type {any[]} */ ([]), points: /** @type {any[]} */ ([]) };
  let shown = "";
  const map = new MapLibreMap({
    container: place, style: styleOf(drawn), attributionControl: false, fadeDuration: 0, dragRotate: false, pitchWithRotate: false,
    locale: { "Map.Title": label },
  });
  map.touchZoomRotate.disableRotation();
  map.on("style.load", () => {
    MARKS.forEach((kind) => addMark(map, kind));
    map.getSource("way").setData(collection(drawn));
  });
  const redraw = () => map.setStyle(styleOf(drawn), { diff: false });
  document.addEventListener("crew:light", redraw);
  const sized = new ResizeObserver(() => map.resize());
  sized.observe(place);
  Object.assign(place, { crewMap: map });
  return {
    show(next, whole) {
      drawn = next;
      if (map.isStyleLoaded()) map.getSource("way").setData(collection(next));
      const box = boundsOf(next, whole);
      const now = `${whole} ${box}`;
      if (!box || now === shown) return;
      shown = now;
      map.fitBounds(box, { padding: { top: 44, bottom: 44, left: 44, right: 44 + BUTTON_PX }, maxZoom: NEAREST_ZOOM, animate: false });
    },
    end() {
      document.removeEventListener("crew:light", redraw);
      sized.disconnect();
      map.remove();
    },
  };
}

/** @param {any} drawn */
function styleOf(drawn) {
  const colours = coloursNow();
  return {
    version: 8,
    "font-faces": { [FACE]: Object.entries(RANGES).map(([script, range]) => ({ url: `${FILES}noto-sans-${script}-600-normal.woff2`, "unicode-range": range })) },
    sources: { way: { type: "geojson", data: collection(drawn) } },
    layers: [
      { id: "paper", type: "background", paint: { "background-color": colours.paper } },
      ...Object.entries(LINES).map(([kind, [colour, width]]) => ({
        id: `line-${kind}`, type: "line", source: "way", filter: ["==", ["get", "kind"], kind],
        layout: { "line-cap": kind === "rest" ? "butt" : "round", "line-join": "round" },
        paint: { "line-color": colours[/** @type {string} */ (colour)], "line-width": width, ...(kind === "rest" ? { "line-dasharray": [2, 1.2] } : {}) },
      })),
      ...MARKS.map((kind) => ({
        id: `mark-${kind}`, type: "symbol", source: "way", filter: ["==", ["get", "kind"], kind],
        layout: {
          "icon-image": kind, "icon-allow-overlap": true, "icon-ignore-placement": true,
          "text-field": kind === "me" ? "" : ["get", "label"], "text-font": [FACE], "text-size": 15, "text-offset": [0, 1.1], "text-anchor": "top", "text-optional": true,
        },
        paint: { "text-color": colours.ink, "text-halo-color": colours.paper, "text-halo-width": 2 },
      })),
    ],
  };
}

/** @param {any} drawn */
function collection({ lines, points }) {
  const feature = (/** @type {string} */ type, /** @type {any} */ coordinates, /** @type {any} */ properties) => ({ type: "Feature", geometry: { type, coordinates }, properties });
  return {
    type: "FeatureCollection",
    features: [
      ...lines.map((/** @type {any} */ one) => feature("LineString", one.line, { kind: one.kind })),
      ...points.map((/** @type {any} */ one) => feature("Point", one.at, { kind: one.kind, label: one.label })),
    ],
  };
}

/** The page's own colours of this light, so that red stays red on the map too. @returns {Record<string, string>} */
function coloursNow() {
  const page = getComputedStyle(document.documentElement);
  return Object.fromEntries(["paper", "ink", "soft", "way", "danger", "amber"].map((name) => [name, page.getPropertyValue(`--map-${name}`).trim()]));
}

/** @param {any} map @param {string} kind */
function addMark(map, kind) {
  if (map.hasImage(kind)) map.removeImage(kind);
  const colours = coloursNow();
  const colour = colours[COLOUR_OF[/** @type {keyof typeof COLOUR_OF} */ (kind)]];
  const side = MARK_PX * 2;
  const canvas = new OffscreenCanvas(side, side);
  const pen = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.translate(side / 2, side / 2);
  pen.scale(side / MARK_PX, side / MARK_PX);
  const outline = new Path2D(SHAPE_OF[/** @type {keyof typeof SHAPE_OF} */ (kind)]);
  const hollow = HOLLOW.includes(kind);
  pen.lineWidth = hollow ? 3 : 2;
  pen.fillStyle = hollow ? colours.paper : colour;
  pen.strokeStyle = hollow ? colour : colours.paper;
  pen.fill(outline, "evenodd");
  pen.stroke(outline);
  map.addImage(kind, pen.getImageData(0, 0, side, side), { pixelRatio: 2 });
}

/** @param {string} href */
function linkStyle(href) {
  if (document.querySelector(`link[href="${href}"]`)) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  document.head.append(link);
}
