// Reads square codes that follow each other quickly: from a video, or from any picture. No picture is kept or sent.

/** Wider pictures only cost time: a code held before the camera is large. */
const WIDEST_PX = 960;

/** @returns {Promise<(source: HTMLVideoElement|HTMLCanvasElement) => Promise<string>>} gives what a code says, or "" */
export async function squareReader() {
  const formats = (await globalThis.BarcodeDetector?.getSupportedFormats().catch(() => [])) ?? [];
  return formats.includes("qr_code") ? ownReader() : libraryReader();
}

function ownReader() {
  const detector = new globalThis.BarcodeDetector({ formats: ["qr_code"] });
  return async (source) => (await detector.detect(source).catch(() => []))[0]?.rawValue ?? "";
}

async function libraryReader() {
  const { jsQR } = await import("../../vendor/qr.js");
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return async (source) => {
    const [width, height] = [source.videoWidth ?? source.width, source.videoHeight ?? source.height];
    if (!width || !height) return "";
    const share = Math.min(1, WIDEST_PX / width);
    canvas.width = Math.round(width * share);
    canvas.height = Math.round(height * share);
    pen.drawImage(source, 0, 0, canvas.width, canvas.height);
    const picture = pen.getImageData(0, 0, canvas.width, canvas.height);
    return jsQR(picture.data, picture.width, picture.height, { inversionAttempts: "dontInvert" })?.data ?? "";
  };
}
