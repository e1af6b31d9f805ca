// Asking for a place's day: choosing from the list asks at once; the form's token is not part of an address.

/** @param {HTMLFormElement} form */
export function mount(form) {
  const value = (name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name)).value;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    go();
  });
  form.addEventListener("place-chosen", () => {
    if (value("katottg") && !value("lon")) go();
  });

  function go() {
    const asked = value("lon") ? { lon: value("lon"), lat: value("lat") } : value("katottg") ? { katottg: value("katottg") } : null;
    if (asked) location.assign(`${form.getAttribute("action")}?${new URLSearchParams(asked)}`);
    else /** @type {HTMLElement} */ (form.querySelector("[data-place]")).focus();
  }
}
