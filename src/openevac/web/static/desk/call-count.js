// A number that keys count: + and − and the arrows, or digits. Anything else is not taken.

/** @param {HTMLElement} box */
export function mount(box) {
  const input = /** @type {HTMLInputElement} */ (box.querySelector("input"));
  const put = (value) => {
    input.value = value > 0 ? String(Math.min(value, 100)) : "";
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const now = () => Number.parseInt(input.value, 10) || 0;
  input.addEventListener("keydown", (event) => {
    const step = { "+": 1, "=": 1, ArrowUp: 1, "-": -1, "−": -1, ArrowDown: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    put(now() + step);
  });
  input.addEventListener("input", () => {
    const digits = input.value.replace(/\D/g, "").slice(0, 3);
    if (digits !== input.value) input.value = digits;
  });
  box.querySelector("[data-more]")?.addEventListener("click", () => put(now() + 1));
  box.querySelector("[data-less]")?.addEventListener("click", () => put(now() - 1));
}
