// A form of the danger page: one press sends once, and the field a refusal names is marked; what was typed stays.

import { mount as once } from "./requests-form.js";
import { findPositions } from "./positions.js";

/** @param {HTMLFormElement} form */
export function mount(form) {
  once(form);
  const [lon, lat] = ["pin_lon", "pin_lat"].map((name) => form.elements.namedItem(name));
  const place = form.querySelector("[data-place]");
  if (!(lon instanceof HTMLInputElement) || !(lat instanceof HTMLInputElement) || !(place instanceof HTMLInputElement)) return;
  // A crater's place is kept exactly: nobody lives in it, and a road is closed within 50 m of it.
  place.addEventListener("input", () => {
    const found = findPositions(place.value).find((one) => !one.fault);
    lon.value = found ? String(found.lon) : "";
    lat.value = found ? String(found.lat) : "";
  });
}
