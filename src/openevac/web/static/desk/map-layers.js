// The style of the map by hand: a few layers over our own GeoJSON, light and dark from one palette. No style of others.

import { AREAS, LINES, PALETTE, POINTS } from "./map-style.js";

const FACE = "Noto Sans";
const RANGES = { latin: ["U+0000-024F", "U+2000-206F"], cyrillic: ["U+0400-04FF", "U+2116"] };

/** @param {boolean} dark @param {any} ground @param {any} overlay @param {string} files where the fonts are @returns {any} */
export function styleOf(dark, ground, overlay, files) {
  const colours = dark ? PALETTE.dark : PALETTE.light;
  return {
    version: 8,
    "font-faces": { [FACE]: Object.entries(RANGES).map(([script, range]) => ({ url: `${files}noto-sans-${script}-600-normal.woff2`, "unicode-range": range })) },
    sources: {
      ground: { type: "geojson", data: collection(ground) },
      overlay: { type: "geojson", data: collection(overlay) },
    },
    layers: [
      { id: "paper", type: "background", paint: { "background-color": colours.paper } },
      ...areas(colours),
      ...lines(colours),
      names(colours),
      ...chosen(colours),
      ...marks(),
      labels(colours),
    ],
  };
}

/** @param {any} drawn */
const collection = (drawn) => ({ type: "FeatureCollection", features: drawn.features });

/** @param {string} kind */
const only = (kind) => ["==", ["get", "kind"], kind];

/** @param {string} kind */
const sourceOf = (kind) => (kind.startsWith("road") || ["held", "contested", "border"].includes(kind) ? "ground" : "overlay");

/** @param {any} colours */
function areas(colours) {
  return Object.entries(AREAS).flatMap(([kind, { colour, opacity }]) => [
    { id: kind, type: "fill", source: sourceOf(kind), filter: only(kind), paint: { "fill-color": colours[colour], "fill-opacity": opacity } },
    { id: `${kind}-edge`, type: "line", source: sourceOf(kind), filter: only(kind), paint: { "line-color": colours[colour], "line-width": 1.5 } },
  ]);
}

/** @param {any} colours */
function lines(colours) {
  return Object.entries(LINES).map(([kind, { colour, width, dashes }]) => ({
    id: kind,
    type: "line",
    source: sourceOf(kind),
    filter: only(kind),
    layout: { "line-cap": dashes ? "butt" : "round", "line-join": "round" },
    paint: {
      "line-color": colours[colour],
      "line-width": ["interpolate", ["linear"], ["zoom"], 7, width * 0.6, 11, width, 15, width * 2.5],
      ...(dashes ? { "line-dasharray": dashes } : {}),
    },
    minzoom: kind === "road-small" || kind === "road-track" ? 10 : 0,
  }));
}

/** @param {any} colours */
function names(colours) {
  return {
    id: "place",
    type: "symbol",
    source: "ground",
    filter: only("place"),
    layout: {
      "text-field": ["get", "label"],
      "text-font": [FACE],
      "text-size": ["match", ["get", "size"], 3, 15, 2, 13, 11],
      "symbol-sort-key": ["-", 0, ["get", "size"]],
      "text-padding": 4,
      "text-offset": [0, -0.9],
      "text-anchor": "bottom",
    },
    paint: { "text-color": colours.ink, "text-halo-color": colours.halo, "text-halo-width": 1.6 },
  };
}

/** The ring around what is chosen in the list. @param {any} colours */
function chosen(colours) {
  return [
    {
      id: "chosen",
      type: "circle",
      source: "overlay",
      filter: ["==", ["get", "id"], ""],
      paint: { "circle-radius": 17, "circle-color": colours.way, "circle-opacity": 0.25, "circle-stroke-color": colours.way, "circle-stroke-width": 3 },
    },
  ];
}

function marks() {
  return Object.keys(POINTS).map((kind) => ({
    id: kind,
    type: "symbol",
    source: "overlay",
    filter: only(kind),
    layout: { "icon-image": kind, "icon-allow-overlap": true, "icon-ignore-placement": true },
  }));
}

/** @param {any} colours */
function labels(colours) {
  return {
    id: "labels",
    type: "symbol",
    source: "overlay",
    filter: ["has", "label"],
    layout: {
      "text-field": ["get", "label"],
      "text-font": [FACE],
      "text-size": 12,
      "text-offset": [0, 1.1],
      "text-anchor": "top",
      "text-optional": true,
    },
    paint: { "text-color": colours.ink, "text-halo-color": colours.halo, "text-halo-width": 1.8 },
  };
}
