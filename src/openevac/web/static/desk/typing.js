// Knows whether somebody is in the middle of a word: nothing may take the keyboard away from under their hands.

let inAWord = false;

document.addEventListener(
  "keydown",
  (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" || event.key === "Tab" || event.key === "Escape") inAWord = false;
    else if (event.key.length === 1 || event.key === "Backspace") inAWord = true;
  },
  { capture: true },
);
document.addEventListener("pointerdown", () => (inAWord = false), { capture: true });

/** Says whether the last key wrote something into the field that is still listening. */
export function isTyping() {
  return inAWord && document.activeElement instanceof HTMLElement && document.activeElement.matches("input, textarea");
}
