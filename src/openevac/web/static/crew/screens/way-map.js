// The picture of the way: our own drawing at once, MapLibre over it where the phone can; a button for near or whole.

import { said } from "../words/said.js";
import { button, el } from "./parts.js";
import { wayPicture } from "./way-picture.js";

/** @returns {{element: HTMLElement, show: (drawn: any) => void, end: () => void}} */
export function wayMap() {
  const place = el("div", { class: "way-place" });
  let whole = false;
  /** @type {any} */
  let last = null;
  const zoom = button(said("Whole way"), { class: "way-zoom" }, () => {
    whole = !whole;
    zoom.textContent = whole ? said("Next point") : said("Whole way");
    if (last) drawing.show(last, whole);
  });
  const element = el("div", { class: "way" }, place, zoom);
  let drawing = wayPicture(place, said("The way to the next point"));
  let ended = false;
  if (hasWebGl()) {
    import("./way-gl.js").then(({ wayGl }) => {
      if (ended) return;
      drawing.end();
      place.replaceChildren();
      drawing = wayGl(place, said("The way to the next point"));
      element.dataset.drawn = "map";
      if (last) drawing.show(last, whole);
    }, () => (element.dataset.drawn = "picture")); // the library is not on this phone yet: the drawing stays
  } else element.dataset.drawn = "picture";
  return {
    element,
    show(drawn) {
      last = drawn;
      drawing.show(drawn, whole);
    },
    end() {
      ended = true;
      drawing.end();
    },
  };
}

/** Tells whether this browser can draw; the context is given back. */
function hasWebGl() {
  const context = document.createElement("canvas").getContext("webgl2");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}
