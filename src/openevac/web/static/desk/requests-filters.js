// The filters stay open or closed as they were left in this tab.

const KEY = "openevac-request-filters";

/** @param {HTMLDetailsElement} details */
export function mount(details) {
  if (sessionStorage.getItem(KEY) === "open") details.open = true;
  details.addEventListener("toggle", () => sessionStorage.setItem(KEY, details.open ? "open" : "closed"));
}
