// The switch of the sound: says whether alarms ring here, and what the browser still wants.

import { sound } from "./alarm-sound.js";

/** @param {HTMLElement} place */
export function mount(place) {
  const onOff = /** @type {HTMLButtonElement} */ (place.querySelector("[data-switch]"));
  const trial = /** @type {HTMLButtonElement} */ (place.querySelector("[data-try]"));

  function show() {
    place.dataset.state = sound.rings ? "on" : sound.wanted ? "needs-click" : "off";
    place.dataset.ringing = sound.rings ? sound.level : "";
    onOff.textContent = (sound.rings ? place.dataset.turnOff : sound.wanted ? place.dataset.needsClick : place.dataset.turnOn) ?? "";
    onOff.setAttribute("aria-pressed", String(sound.rings));
    trial.hidden = !sound.rings;
  }

  onOff.addEventListener("click", () => (sound.rings ? sound.turnOff() : sound.turnOn()));
  trial.addEventListener("click", () => sound.play("amber"));
  // Any touch is the click a browser waits for, if the sound was turned on before in this tab.
  const touched = () => {
    if (sound.wanted && !sound.rings) sound.wake();
  };
  document.addEventListener("pointerdown", touched);
  document.addEventListener("keydown", touched);
  sound.addEventListener("change", show);
  sound.wake();
  show();
  return () => {
    document.removeEventListener("pointerdown", touched);
    document.removeEventListener("keydown", touched);
    sound.removeEventListener("change", show);
  };
}
