// Opens the names of every household on the page, one after the other, as if each button were pressed.

/** @param {HTMLButtonElement} button */
export function mount(button) {
  button.addEventListener("click", () => {
    for (const one of document.querySelectorAll('[data-part~="names"]')) if (!one.hidden) one.click();
  });
}
