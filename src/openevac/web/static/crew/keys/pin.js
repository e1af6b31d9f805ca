// Which six digits may be a PIN: the twin of the rules in openevac/vault/pins.py, and the second one for people under force.

import { Refusal } from "../../keeper/refusal.js";

const PIN = /^[0-9]{6}$/;
const RUNS = ["01234567890", "09876543210"];
/** So many places in which the PIN under force differs at least: one wrong digit must not drop anything. */
const LEAST_DIFFERENT = 2;

/** @param {string} pin */
export function checkPin(pin) {
  if (!PIN.test(pin)) throw new Refusal("pin_not_six_digits");
  const isPattern = new Set(pin).size === 1 || RUNS.some((run) => run.includes(pin));
  if (isPattern || pin.slice(0, 3) === pin.slice(3) || pin.slice(0, 2).repeat(3) === pin) throw new Refusal("pin_too_easy");
}

/** @param {string} pin @param {string} duress */
export function checkDuress(pin, duress) {
  checkPin(duress);
  const different = [...pin].filter((digit, at) => digit !== duress[at]).length;
  if (different < LEAST_DIFFERENT) throw new Refusal("pins_too_alike");
}
