// Reads a square code with the camera; without one codes are typed. The picture stays in the page.

import { codeReader } from "./square-codes.js";

const EVERY_MS = 250;

/** @param {HTMLElement} place */
export function mount(place) {
  if (!navigator.mediaDevices?.getUserMedia) return undefined;
  const button = /** @type {HTMLButtonElement} */ (place.querySelector("button"));
  const video = /** @type {HTMLVideoElement} */ (place.querySelector("video"));
  let timer = 0;
  place.hidden = false;

  function stop() {
    clearTimeout(timer);
    timer = 0;
    for (const track of video.srcObject?.getTracks() ?? []) track.stop();
    video.srcObject = null;
    video.hidden = true;
  }

  /** @param {(video: HTMLVideoElement) => Promise<string>} read */
  async function look(read) {
    const found = await read(video);
    if (!timer) return; // the camera was put away meanwhile
    if (!found) {
      timer = setTimeout(look, EVERY_MS, read);
      return;
    }
    stop();
    const field = /** @type {HTMLInputElement} */ (document.querySelector(place.dataset.into ?? ""));
    field.value = found;
    if (place.dataset.sends) field.form?.requestSubmit();
    else field.focus();
  }

  button.addEventListener("click", async () => {
    if (timer) return stop();
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      place.hidden = true; // no camera, or it was refused: the field beside it takes the code
      return undefined;
    }
    const read = await codeReader();
    video.hidden = false;
    await video.play();
    timer = setTimeout(look, EVERY_MS, read);
    return undefined;
  });
  return stop;
}
