// The legend and the extent of what a map shows: pure but for the elements it makes.

import { swatch } from "./map-style.js";

const SVG = "http://www.w3.org/2000/svg";

/** Counts features by kind. @param {any[]} features @returns {Record<string, number>} */
export function counted(features) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const { properties } of features) counts[properties.kind] = (counts[properties.kind] ?? 0) + 1;
  return counts;
}

/** A row for every kind that is drawn. @param {Record<string, string>} legend @param {Record<string, number>} counts */
export function legendRows(legend, counts) {
  return Object.entries(legend)
    .filter(([kind]) => counts[kind])
    .map(([kind, said]) => {
      const row = document.createElement("li");
      row.dataset.kind = kind;
      row.append(sample(kind), said);
      return row;
    });
}

/** @param {string} kind */
function sample(kind) {
  const image = document.createElementNS(SVG, "svg");
  image.setAttribute("viewBox", "0 0 24 16");
  image.setAttribute("width", "24");
  image.setAttribute("height", "16");
  image.setAttribute("aria-hidden", "true");
  image.setAttribute("class", `swatch swatch-${kind}`);
  image.append(swatch(kind));
  return image;
}

/** The box around features: [west, south, east, north], or null where none has a place. @param {any[]} features */
export function boundsOf(features) {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  /** @param {any} inside */
  const walk = (inside) => {
    if (typeof inside[0] === "number") {
      west = Math.min(west, inside[0]);
      east = Math.max(east, inside[0]);
      south = Math.min(south, inside[1]);
      north = Math.max(north, inside[1]);
    } else inside.forEach(walk);
  };
  for (const { geometry } of features) walk(geometry.coordinates);
  return west === Infinity ? null : [west, south, east, north];
}

/** Links a style sheet once. @param {string} href */
export function linkStyle(href) {
  if (document.querySelector(`link[href="${href}"]`)) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  document.head.append(link);
}
