// Counts what is ticked, and turns "only those I tick" on with the first tick.

/** @param {HTMLFormElement} form */
export function mount(form) {
  const told = form.querySelector("[data-count]");
  const boxes = [...form.querySelectorAll('input[name="request"]')];
  const only = form.querySelector('input[name="take"][value="chosen"]');
  const tell = () => {
    const count = boxes.filter((box) => box.checked).length;
    told.textContent = only.checked ? (count ? form.dataset.some.replace("@", String(count)) : form.dataset.none) : "";
  };
  form.addEventListener("change", (event) => {
    if (event.target.name === "request" && event.target.checked) only.checked = true;
    tell();
  });
  // What was ticked before this script came counts too.
  if (boxes.some((box) => box.checked)) only.checked = true;
  tell();
}
