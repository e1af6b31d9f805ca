// The map of every page: <div class="map" data-part="map" data-source="/map/requests.json?..." data-ground="/map/ground.json">.
// Sources (several are parted by a blank) answer GeoJSON whose features carry `kind`, with a legend in words; see map-style.js.
// It asks nobody but our own server. Without WebGL it draws a plain picture instead, and says so.
//
// What other parts can use: the element has `openevacMap` {map, counts(), show(collections), choose(id), pin(lon, lat)} once it
// tells "openevac:map-ready"; it tells "openevac:pick" {lon, lat} where it has data-pick; "openevac:choose" {id} goes both ways.

import { picture } from "./map-picture.js";
import { stacked } from "./map-stack.js";
import { boundsOf, counted, legendRows, linkStyle } from "./map-words.js";

/** @typedef {{type: string, features: any[], legend: Record<string, string>, told?: string, [more: string]: any}} Drawn */

/** The ground is asked for once, as long as the page's scripts live. @type {Map<string, Promise<Drawn>>} */
const grounds = new Map();
const EMPTY = { type: "FeatureCollection", features: [], legend: {} };

/** @param {HTMLElement} place */
export function mount(place) {
  linkStyle(new URL("map.css", import.meta.url).href);
  let ended = false;
  /** @type {(() => void) | null} */
  let close = null;
  const words = wordsBeside(place);

  async function draw() {
    if (ended) return;
    const sources = (place.dataset.source ?? "").split(" ").filter(Boolean);
    const [ground, ...overlays] = await Promise.all([groundOf(place.dataset.ground ?? "/map/ground.json"), ...sources.map(asked)]);
    if (ended) return;
    const shown = { ground, overlay: together(overlays) };
    tell(words, place, shown);
    if (!hasWebGl() || place.hasAttribute("data-plain")) {
      close = plain(place, shown, words);
      return;
    }
    const { openMap } = await import("./map-drawing.js");
    if (ended) return;
    const { end, ready } = openMap(place, shown);
    close = end;
    await ready;
    place.dataset.state = "drawn";
  }

  const begin = () =>
    draw().catch(() => {
      if (ended) return;
      words.note.textContent = place.dataset.lost ?? "";
      place.dataset.state = "lost";
    });
  const unwatch = whenSeen(place, begin);
  return () => {
    ended = true;
    unwatch();
    close?.();
    words.box.remove();
  };
}

/** @param {HTMLElement} place @param {{ground: Drawn, overlay: Drawn}} shown @param {Words} words */
function plain(place, shown, words) {
  const image = picture(shown.ground, { ...shown.overlay, features: stacked(shown.overlay.features) }, place.dataset.label ?? "");
  place.replaceChildren(image);
  words.note.prepend(sentence(place.dataset.noDrawing ?? ""));
  place.dataset.state = "plain";
  return () => image.remove();
}

/**
 * Begins when the map is about to be seen and the page has nothing more urgent: on a phone most people never scroll to it.
 * @param {HTMLElement} place @param {() => void} begin
 */
function whenSeen(place, begin) {
  const idle = globalThis.requestIdleCallback ?? ((/** @type {() => void} */ work) => setTimeout(work, 50));
  const watch = new IntersectionObserver(
    (entries) => {
      if (!entries.some((one) => one.isIntersecting)) return;
      watch.disconnect();
      idle(begin, { timeout: 1000 });
    },
    { rootMargin: "200px" },
  );
  watch.observe(place);
  return () => watch.disconnect();
}

/** @param {string} address @returns {Promise<Drawn>} */
async function asked(address) {
  const answer = await fetch(address, { headers: { Accept: "application/geo+json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/** @param {string} address */
function groundOf(address) {
  const known = grounds.get(address) ?? asked(address);
  grounds.set(address, known);
  known.catch(() => grounds.delete(address));
  return known;
}

/** @param {Drawn[]} parts @returns {Drawn} */
function together(parts) {
  return {
    ...EMPTY,
    features: parts.flatMap((part) => part.features),
    legend: Object.assign({}, ...parts.map((part) => part.legend)),
    told: parts.map((part) => part.told).filter(Boolean).join(". "),
  };
}

/** @typedef {{box: HTMLElement, legend: HTMLElement, note: HTMLElement}} Words */

/** What the map says in words, under it. @param {HTMLElement} place @returns {Words} */
function wordsBeside(place) {
  const box = document.createElement("div");
  box.className = "map-words small";
  const legend = document.createElement("ul");
  legend.className = "map-legend";
  const note = document.createElement("div");
  note.className = "soft";
  note.setAttribute("role", "status");
  box.append(legend, note);
  place.after(box);
  return { box, legend, note };
}

/** @param {Words} words @param {HTMLElement} place @param {{ground: Drawn, overlay: Drawn}} shown */
function tell(words, place, { ground, overlay }) {
  const kinds = counted([...ground.features, ...overlay.features]);
  words.legend.replaceChildren(...legendRows({ ...overlay.legend, ...ground.legend }, kinds));
  const lines = [overlay.told, ground.told, ground.credit];
  if (!ground.region) lines.unshift(place.dataset.noRegion);
  if (overlay.features.length === 0) lines.unshift(place.dataset.noPlaces);
  words.note.replaceChildren(...lines.filter(Boolean).map((line) => sentence(String(line))));
  if (ground.training) {
    const banner = sentence(ground.training);
    banner.className = "chip amber";
    words.note.prepend(banner);
  }
  if (!boundsOf(overlay.features) && !ground.bounds) place.dataset.state = "empty";
}

/** @param {string} text */
function sentence(text) {
  const line = document.createElement("p");
  line.textContent = text;
  return line;
}

/** Tells whether this browser can draw; asked once, and the context is given back. */
function hasWebGl() {
  try {
    const context = document.createElement("canvas").getContext("webgl2");
    context?.getExtension("WEBGL_lose_context")?.loseContext();
    return context !== null;
  } catch {
    return false;
  }
}
