// Draws with WebGL: opens the library when a map is really wanted, and ends it when its element goes.

import { MapLibreMap, NavigationControl, ScaleControl } from "../vendor/map.js";
import { styleOf } from "./map-layers.js";
import { stacked } from "./map-stack.js";
import { PALETTE, POINTS, SHAPES } from "./map-style.js";
import { boundsOf, linkStyle } from "./map-words.js";

const FILES = new URL("../vendor/", import.meta.url).href;
const MARK_PX = 22;
const NEAREST_ZOOM = 12;

/**
 * @param {HTMLElement} place @param {{ground: any, overlay: any}} shown
 * @returns {{end: () => void, ready: Promise<void>}}
 */
export function openMap(place, shown) {
  linkStyle(`${FILES}map.css`);
  const canvas = document.createElement("div");
  canvas.className = "map-canvas";
  place.replaceChildren(canvas);
  let overlay = { ...shown.overlay, features: stacked(shown.overlay.features) };
  const map = new MapLibreMap({
    container: canvas,
    style: styleOf(isDark(), shown.ground, overlay, FILES),
    bounds: boundsOf(overlay.features) ?? shown.ground.bounds ?? [22, 44, 40.5, 52.5],
    fitBoundsOptions: { padding: 40, maxZoom: NEAREST_ZOOM },
    attributionControl: false,
    fadeDuration: 0,
    dragRotate: false,
    pitchWithRotate: false,
    locale: { "Map.Title": place.dataset.label, "NavigationControl.ZoomIn": place.dataset.zoomIn, "NavigationControl.ZoomOut": place.dataset.zoomOut },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl({ unit: "metric" }), "bottom-left");
  map.on("style.load", () => Object.keys(POINTS).forEach((kind) => addMark(map, kind)));

  const hook = {
    map,
    /** What is drawn on the screen now, by layer. */
    counts() {
      /** @type {Record<string, number>} */
      const counts = {};
      for (const { layer } of map.queryRenderedFeatures()) counts[layer.id] = (counts[layer.id] ?? 0) + 1;
      return counts;
    },
    /** Shows other features over the same ground. @param {any[]} features @param {boolean} [fit] */
    show(features, fit = false) {
      overlay = { ...overlay, features: stacked(features) };
      map.getSource("overlay")?.setData({ type: "FeatureCollection", features: overlay.features });
      const bounds = boundsOf(overlay.features);
      if (fit && bounds) map.fitBounds(bounds, { padding: 40, maxZoom: NEAREST_ZOOM, animate: false });
    },
    /** Marks one feature and brings it into sight. @param {string} id */
    choose(id) {
      const found = overlay.features.find((one) => ids(one).includes(id));
      map.setFilter("chosen", ["==", ["get", "id"], found?.properties.id ?? ""]);
      if (found && !map.getBounds().contains(found.geometry.coordinates)) map.panTo(found.geometry.coordinates, { animate: false });
    },
    /** @param {number} lon @param {number} lat */
    pin(lon, lat) {
      const rest = overlay.features.filter((one) => one.properties.kind !== "pin");
      hook.show([...rest, { type: "Feature", geometry: { type: "Point", coordinates: [lon, lat] }, properties: { kind: "pin" } }]);
      if (!map.getBounds().contains([lon, lat])) map.jumpTo({ center: [lon, lat], zoom: Math.max(map.getZoom(), 11) });
    },
  };

  /** @type {(() => void)[]} */
  const ends = [];
  const sized = new ResizeObserver(() => map.resize());
  sized.observe(canvas);
  const loaded = new Promise((resolve) => map.once("load", resolve));
  const ready = loaded.then(() => {
    ends.push(listenToTheme(map, () => styleOf(isDark(), shown.ground, overlay, FILES)), listenToChoices(place, hook));
    listenToClicks(place, map, hook);
    place.openevacMap = hook;
    if (place.dataset.chosen) hook.choose(place.dataset.chosen);
    place.dispatchEvent(new CustomEvent("openevac:map-ready", { bubbles: true, detail: hook }));
  });
  return {
    ready,
    end() {
      sized.disconnect();
      for (const end of ends) end();
      delete place.openevacMap;
      map.remove();
    },
  };
}

/** @param {any} feature @returns {string[]} */
const ids = ({ properties }) => String(properties.ids ?? properties.id ?? "").split(" ");

/** @param {HTMLElement} place @param {any} hook */
function listenToChoices(place, hook) {
  /** @param {Event} event */
  const chosen = (event) => {
    const { id, from } = /** @type {CustomEvent} */ (event).detail;
    if (from !== place) hook.choose(id);
  };
  document.addEventListener("openevac:choose", chosen);
  return () => document.removeEventListener("openevac:choose", chosen);
}

/** A click chooses what lies there; where a point is wanted it gives the point. Enter does so for the middle. */
function listenToClicks(place, map, hook) {
  const kinds = () => Object.keys(POINTS).filter((kind) => map.getLayer(kind));
  const choose = ({ x, y }) => {
    const box = [[x - 8, y - 8], [x + 8, y + 8]];
    const [found] = map.queryRenderedFeatures(box, { layers: kinds() });
    if (!found) return;
    const [id] = ids(found);
    hook.choose(id);
    document.dispatchEvent(new CustomEvent("openevac:choose", { detail: { id, ids: ids(found), properties: found.properties, from: place } }));
  };
  const pick = ({ lng, lat }) => place.dispatchEvent(new CustomEvent("openevac:pick", { bubbles: true, detail: { lon: lng, lat } }));
  map.on("click", (event) => (place.hasAttribute("data-pick") ? pick(event.lngLat) : choose(event.point)));
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (place.hasAttribute("data-pick")) pick(map.getCenter());
    else choose(map.project(map.getCenter()));
  });
  map.on("mousemove", ({ point }) => {
    const over = map.queryRenderedFeatures(point, { layers: kinds() }).length > 0;
    map.getCanvas().classList.toggle("over", over);
  });
}

/** @param {any} map @param {() => any} style */
function listenToTheme(map, style) {
  const redraw = () => map.setStyle(style(), { diff: false });
  const watched = new MutationObserver(redraw);
  watched.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  const asked = matchMedia("(prefers-color-scheme: dark)");
  asked.addEventListener("change", redraw);
  return () => {
    watched.disconnect();
    asked.removeEventListener("change", redraw);
  };
}

function isDark() {
  const kept = document.documentElement.dataset.theme;
  return kept ? kept === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

/** Draws the mark of a kind in the colours of the hour. @param {any} map @param {string} kind */
function addMark(map, kind) {
  const mark = POINTS[kind];
  if (map.hasImage(kind)) map.removeImage(kind);
  const colours = isDark() ? PALETTE.dark : PALETTE.light;
  const ratio = 2;
  const side = MARK_PX * ratio;
  const canvas = new OffscreenCanvas(side, side);
  const pen = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.translate(side / 2, side / 2);
  pen.scale((side / 24) * 0.92, (side / 24) * 0.92);
  const outline = new Path2D(SHAPES[mark.shape]);
  pen.lineWidth = mark.filled ? 2 : 3.5;
  pen.fillStyle = mark.filled ? colours[mark.colour] : colours.card;
  pen.strokeStyle = mark.filled ? colours.halo : colours[mark.colour];
  pen.fill(outline, "evenodd");
  pen.stroke(outline);
  map.addImage(kind, pen.getImageData(0, 0, side, side), { pixelRatio: ratio });
}
