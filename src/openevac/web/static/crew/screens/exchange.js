// Hands records from phone to phone without any radio: one shows square codes that change, the other films them.

import { cut, gathering } from "../sync/frames.js";
import { packOps, ParcelFault, unpackOps } from "../sync/parcel.js";
import { drawSquare } from "./square-picture.js";
import { squareReader } from "./square-reader.js";

/** Slow enough for a reader that takes 100 ms a picture; sixty pictures go over in ten seconds. */
const SHOW_EVERY_MS = 160;
const LOOK_EVERY_MS = 60;
/** So many pictures of another sending in a row, and the camera is before another phone now. */
const ANOTHER_PHONE = 8;

/**
 * @param {{said: (english: string, facts?: object) => string, opsToShow: () => Promise<object[]>}} given
 * @returns {{element: HTMLElement, stop: () => void}} tells `crew:heard` with `{ops}` up, once everything came;
 *   `stop` puts screen and camera away
 */
export function exchange({ said, opsToShow }) {
  const element = made("section", { className: "exchange" });
  const told = made("p", { role: "status" });
  const canvas = made("canvas", { hidden: true, className: "square" });
  const video = made("video", { hidden: true, muted: true, playsInline: true });
  const show = made("button", { type: "button", textContent: said("Show my records") });
  const read = made("button", { type: "button", textContent: said("Read another phone") });
  const end = made("button", { type: "button", textContent: said("Stop"), hidden: true });
  let stopping = () => {};

  function stop() {
    stopping();
    stopping = () => {};
    for (const one of [canvas, video, end]) one.hidden = true;
    for (const one of [show, read]) one.hidden = false;
  }

  /** @param {HTMLElement} shown @param {() => void} end_it */
  function begin(shown, end_it) {
    stopping = end_it;
    for (const one of [shown, end]) one.hidden = false;
    for (const one of [show, read]) one.hidden = true;
  }

  show.addEventListener("click", async () => {
    const ops = await opsToShow();
    if (!ops.length) return tell("There is nothing to hand on yet.");
    const sending = await cut(await packOps(ops));
    let index = 0;
    const timer = setInterval(() => drawSquare(canvas, sending.frame(index++)), SHOW_EVERY_MS);
    begin(canvas, () => clearInterval(timer));
    return tell("Hold this screen before the other phone until it says that everything came: about {s} s.", {
      s: Math.ceil(((sending.count + 3) * SHOW_EVERY_MS) / 1000),
    });
  });

  read.addEventListener("click", async () => {
    const camera = await openCamera(video);
    if (!camera) return tell("No camera can be used here: let the other phone read yours, or send when there is signal.");
    begin(video, camera.close);
    tell("Hold the other phone's codes before the camera.");
    try {
      const ops = await filmed(video, camera, ({ have, count }) => tell("{have} of {count} pictures have come.", { have, count }));
      if (!ops) return undefined; // the camera was put away
      tell("{count} records came over.", { count: ops.length });
      element.dispatchEvent(new CustomEvent("crew:heard", { bubbles: true, detail: { ops } }));
    } catch (fault) {
      if (!(fault instanceof ParcelFault)) throw fault;
      tell("What came cannot be read: let the other phone show its records again.");
    } finally {
      if (camera.isOpen()) stop();
    }
    return undefined;
  });

  function tell(english, facts = {}) {
    told.textContent = said(english, facts);
  }

  end.addEventListener("click", () => {
    told.textContent = "";
    stop();
  });
  element.append(told, canvas, video, show, read, end);
  return { element, stop };
}

/**
 * Film until everything came; null when the camera was put away before.
 * @param {HTMLVideoElement} video
 * @param {{isOpen: () => boolean}} camera
 * @param {(far: {have: number, count: number}) => void} onFar
 */
export async function filmed(video, camera, onFar) {
  const look = await squareReader();
  let frames = gathering();
  let strangers = 0;
  while (camera.isOpen()) {
    const text = await look(video);
    const answer = text ? await frames.take(text) : { is: "broken" };
    if (answer.is === "whole") return unpackOps(answer.bytes);
    if (answer.is === "more") onFar(answer);
    strangers = answer.is === "other" ? strangers + 1 : answer.is === "broken" ? strangers : 0;
    if (strangers >= ANOTHER_PHONE) {
      frames = gathering();
      strangers = 0;
    }
    await new Promise((go) => setTimeout(go, LOOK_EVERY_MS));
  }
  return null;
}

/** Give the running camera; null where there is none, or it was refused. */
async function openCamera(video) {
  const wanted = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } };
  const stream = await navigator.mediaDevices?.getUserMedia({ video: wanted }).catch(() => null);
  if (!stream) return null;
  video.srcObject = stream;
  await video.play();
  let open = true;
  return {
    isOpen: () => open,
    close: () => {
      open = false;
      for (const track of stream.getTracks()) track.stop();
      video.srcObject = null;
    },
  };
}

function made(name, given) {
  return Object.assign(document.createElement(name), given);
}
