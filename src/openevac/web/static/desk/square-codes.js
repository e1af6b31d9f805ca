// Reads a square code (QR) from a running video: with what the browser has, elsewhere with a library that is fetched
// when the camera is first asked for. No picture leaves the page.

/** Wider pictures only cost time: a code held to the camera is large. */
const WIDEST_PX = 800;

/** @returns {Promise<(video: HTMLVideoElement) => Promise<string>>} gives what a code says, or "" */
export async function codeReader() {
  const formats = (await globalThis.BarcodeDetector?.getSupportedFormats().catch(() => [])) ?? [];
  return formats.includes("qr_code") ? ownReader() : libraryReader();
}

function ownReader() {
  const detector = new globalThis.BarcodeDetector({ formats: ["qr_code"] });
  return async (video) => (await detector.detect(video).catch(() => []))[0]?.rawValue ?? "";
}

async function libraryReader() {
  const { jsQR } = await import("../vendor/qr.js");
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    if (!video.videoWidth) return "";
    const share = Math.min(1, WIDEST_PX / video.videoWidth);
    canvas.width = Math.round(video.videoWidth * share);
    canvas.height = Math.round(video.videoHeight * share);
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    const picture = pen.getImageData(0, 0, canvas.width, canvas.height);
    return jsQR(picture.data, picture.width, picture.height, { inversionAttempts: "dontInvert" })?.data ?? "";
  };
}
