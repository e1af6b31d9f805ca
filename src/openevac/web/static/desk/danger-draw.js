// Drawing a point, a line or an area on the page's map. What is drawn goes into the form beside it as GeoJSON.

const KINDS = ["LineString", "Polygon"];
const round = (degrees) => Number(degrees.toFixed(5));

/** @param {HTMLElement} box */
export function mount(box) {
  const place = /** @type {any} */ (document.getElementById(box.dataset.map ?? ""));
  const shape = /** @type {HTMLInputElement} */ (box.querySelector("[name=shape]"));
  const told = /** @type {HTMLElement} */ (box.querySelector("[data-drawn]"));
  const modes = (box.dataset.modes ?? "").split(" ");
  const buttons = /** @type {HTMLButtonElement[]} */ ([...box.querySelectorAll("[data-draw]")]);
  const forget = /** @type {HTMLButtonElement} */ (box.querySelector("[data-draw-forget]"));
  /** @type {any} */
  let draw = null;
  let ended = false;

  if (!place) return undefined;
  const offer = () => {
    if (!place.openevacMap?.map) {
      told.textContent = box.dataset.noMap ?? "";
      return;
    }
    for (const one of buttons) one.hidden = !modes.includes(one.dataset.draw ?? "");
  };
  if (place.openevacMap) offer();
  place.addEventListener("openevac:map-ready", offer);
  for (const one of buttons) one.addEventListener("click", () => begin(one.dataset.draw ?? ""));
  forget.addEventListener("click", () => keep(null));
  // A click on the map, or Enter for its middle.
  const picked = (event) => {
    if (!place.hasAttribute("data-pick")) return;
    const { lon, lat } = /** @type {CustomEvent} */ (event).detail;
    place.removeAttribute("data-pick");
    press("");
    place.openevacMap.pin(lon, lat);
    keep({ type: "Point", coordinates: [round(lon), round(lat)] });
  };
  place.addEventListener("openevac:pick", picked);
  box.closest("form")?.addEventListener("reset", () => keep(null));

  /** @param {string} mode */
  async function begin(mode) {
    keep(null);
    press(mode);
    if (mode === "point") place.setAttribute("data-pick", "");
    else await trace(mode);
    if (ended) return;
    told.textContent = box.dataset.click ?? "";
    place.scrollIntoView({ block: "nearest" });
    place.querySelector("canvas")?.focus({ preventScroll: true });
  }

  /** Begins a line or an area; a point needs no more than the map's own click. @param {string} mode */
  async function trace(mode) {
    place.removeAttribute("data-pick");
    draw ??= await started();
    draw.clear();
    draw.setMode(mode);
  }

  async function started() {
    const library = new URL("../vendor/drawing.js", import.meta.url).href;
    const { TerraDraw, TerraDrawLineStringMode, TerraDrawMapLibreGLAdapter, TerraDrawPolygonMode } = await import(library);
    const made = new TerraDraw({
      adapter: new TerraDrawMapLibreGLAdapter({ map: place.openevacMap.map }),
      modes: [new TerraDrawLineStringMode(), new TerraDrawPolygonMode()],
    });
    made.start();
    made.on("finish", () => {
      const drawn = made.getSnapshot().find((one) => KINDS.includes(one.geometry.type));
      keep(drawn?.geometry ?? null);
      made.setMode("static");
      press("");
    });
    return made;
  }

  /** @param {any} geometry */
  function keep(geometry) {
    if (!geometry) draw?.clear();
    shape.value = geometry ? JSON.stringify(geometry) : "";
    forget.hidden = !geometry;
    const { point, line, area, none } = box.dataset;
    told.textContent =
      (!geometry
        ? none
        : geometry.type === "Point"
          ? point
          : geometry.type === "LineString"
            ? line?.replace("@", String(geometry.coordinates.length))
            : area) ?? "";
  }

  /** @param {string} mode */
  function press(mode) {
    for (const one of buttons) one.setAttribute("aria-pressed", String(one.dataset.draw === mode));
  }

  return () => {
    ended = true;
    place.removeEventListener("openevac:map-ready", offer);
    place.removeEventListener("openevac:pick", picked);
    try {
      draw?.stop();
    } catch {
      // The map went before the drawing did: nothing is left to stop.
    }
  };
}
