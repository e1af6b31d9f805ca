// A sheet that opens on a click closes on Escape and on a click beside it.

/** @param {HTMLDetailsElement} details */
export function mount(details) {
  const away = (event) => {
    if (!details.contains(event.target)) details.open = false;
  };
  const escape = (event) => {
    if (event.key === "Escape" && details.open) {
      details.open = false;
      details.querySelector("summary")?.focus();
    }
  };
  document.addEventListener("click", away);
  document.addEventListener("keydown", escape);
  return () => {
    document.removeEventListener("click", away);
    document.removeEventListener("keydown", escape);
  };
}
