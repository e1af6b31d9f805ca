// Goes back to the page that asked, with what was typed still in it.

/** @param {HTMLAnchorElement} link */
export function mount(link) {
  link.addEventListener("click", (event) => {
    if (history.length > 1) {
      event.preventDefault();
      history.back();
    }
  });
}
