// The number just given: the eye goes there, Enter goes on to the next call.

/** @param {HTMLElement} card */
export function mount(card) {
  const form = document.getElementById("call-form");
  const next = /** @type {HTMLElement} */ (card.querySelector("[data-next]"));
  const place = form.querySelector("[data-part=place-search]");
  const here = {
    code: form.elements.katottg.value, lon: form.elements.lon.value, lat: form.elements.lat.value,
    name: form.querySelector("[data-place]").dataset.chosen ?? "",
  };
  next.addEventListener("click", () => form.fresh());
  card.querySelector("[data-neighbour]").addEventListener("click", () => {
    form.fresh();
    place.put(here);
    form.querySelector("[data-identity=phones]").focus();
  });
  scrollTo({ top: 0 });
  next.focus({ preventScroll: true });
}
