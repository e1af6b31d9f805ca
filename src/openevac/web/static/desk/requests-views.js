// Views somebody keeps in this browser: a word of theirs and filters. Nothing else is stored.

const KEY = "openevac-request-views";
const MOST = 20;
const LETTERS = 40;

/** @typedef {{name: string, query: string}} View */

/** @param {HTMLElement} box */
export function mount(box) {
  const list = /** @type {HTMLElement} */ (box.querySelector("[data-views]"));
  const form = /** @type {HTMLFormElement} */ (box.querySelector("[data-keep]"));
  const typed = /** @type {HTMLInputElement} */ (box.querySelector("[data-view-name]"));
  const here = box.dataset.query ?? "?";

  function show() {
    const views = read(localStorage.getItem(KEY));
    list.replaceChildren(...views.map(line));
    if (views.length === 0) list.append(item(text("span", box.dataset.nothing ?? "", "soft small")));
  }

  /** @param {View} view */
  function line(view) {
    const link = /** @type {HTMLAnchorElement} */ (text("a", view.name));
    link.href = `/requests/${view.query}`;
    if (view.query === here) link.setAttribute("aria-current", "true");
    const remove = /** @type {HTMLButtonElement} */ (text("button", "×", "quiet"));
    remove.type = "button";
    remove.setAttribute("aria-label", (box.dataset.remove ?? "").replace("@", view.name));
    remove.addEventListener("click", () => {
      write(read(localStorage.getItem(KEY)).filter((one) => one.name !== view.name));
      typed.focus();
    });
    return item(link, remove);
  }

  /** @param {View[]} views */
  function write(views) {
    localStorage.setItem(KEY, JSON.stringify(views));
    show();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    const name = typed.value.trim().slice(0, LETTERS);
    if (!name) return;
    write(kept(read(localStorage.getItem(KEY)), { name, query: here }));
    typed.value = "";
  });
  show();
}

/** Puts a view in front; one of the same name is replaced. @param {View[]} views @param {View} view */
export function kept(views, view) {
  return [view, ...views.filter((one) => one.name !== view.name)].slice(0, MOST);
}

/** Reads what is stored; whatever is not a view with filters of ours is dropped. @param {string | null} stored @returns {View[]} */
export function read(stored) {
  try {
    const found = JSON.parse(stored ?? "[]");
    return Array.isArray(found) ? found.filter(isView).map(({ name, query }) => ({ name, query })) : [];
  } catch {
    return [];
  }
}

/** @param {any} one */
const isView = (one) =>
  typeof one?.name === "string" && typeof one?.query === "string" && one.name.length <= LETTERS && /^\?[\w=&%.-]*$/.test(one.query);

/** @param {string} kind @param {string} content @param {string} [kindOf] */
function text(kind, content, kindOf) {
  const made = document.createElement(kind);
  made.textContent = content;
  if (kindOf) made.className = kindOf;
  return made;
}

/** @param {...HTMLElement} inside */
function item(...inside) {
  const made = document.createElement("li");
  made.append(...inside);
  return made;
}
