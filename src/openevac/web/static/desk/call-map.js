// The map under the place, drawn only once somebody opens it. A click, or Enter in its middle, sets the pin.

import { mount as mountMap } from "./map.js";

/** @param {HTMLDetailsElement} sheet */
export function mount(sheet) {
  const field = sheet.closest("form").querySelector("[data-part=place-search]");
  /** @type {any} */
  let end = null;

  function open() {
    if (!sheet.open || sheet.querySelector(".map")) return;
    sheet.append(sheet.querySelector("template").content.cloneNode(true));
    const map = sheet.querySelector(".map");
    map.setAttribute("data-pick", "");
    map.addEventListener("openevac:map-ready", () => {
      if (field.centre) map.openevacMap.map?.jumpTo({ center: field.centre, zoom: 14 });
      if (field.pin) map.openevacMap.pin(...field.pin);
    });
    map.addEventListener("openevac:pick", ({ detail }) => {
      field.point(detail);
      map.openevacMap.pin(detail.lon, detail.lat);
    });
    end = mountMap(map);
  }

  function close() {
    end?.();
    end = null;
    sheet.querySelector(".map")?.remove();
  }

  sheet.addEventListener("toggle", () => (sheet.open ? open() : close()));
  field.addEventListener("place-chosen", () => {
    const map = sheet.querySelector(".map")?.openevacMap;
    if (map && field.centre && !field.pin) map.map?.jumpTo({ center: field.centre, zoom: 14 });
  });
  sheet.closest("form").addEventListener("reset", () => {
    sheet.open = false;
  });
  return close;
}
