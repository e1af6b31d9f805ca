// Draws one square code on a canvas, with its quiet edge, as large as whole pixels allow.

import { encode } from "../../vendor/square-maker.js";

/** Modules of white around the code, as its standard asks. */
const EDGE = 4;

/** @param {HTMLCanvasElement} canvas @param {string} text @param {number} widest in pixels */
export function drawSquare(canvas, text, widest = 680) {
  const { size, data } = encode(text, { ecc: "M", border: EDGE });
  const scale = Math.max(1, Math.floor(widest / size));
  canvas.width = canvas.height = size * scale;
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = "#000";
  data.forEach((row, y) => row.forEach((dark, x) => dark && pen.fillRect(x * scale, y * scale, scale, scale)));
}
