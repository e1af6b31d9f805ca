// Keeps the screen on while the way is shown; the browser lets go whenever the page is hidden, so it is asked again.

/** @returns {{on: () => void, off: () => void}} */
export function screenAwake() {
  let wanted = false;
  /** @type {any} */
  let lock = null;
  const ask = async () => {
    if (!wanted || lock || document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
    try {
      lock = await navigator.wakeLock.request("screen");
      lock.addEventListener("release", () => (lock = null));
      if (!wanted) await lock.release();
    } catch (fault) {
      // A low battery or a setting refuses it; the crew keeps the screen on by itself then.
      if (!(fault instanceof DOMException)) throw fault;
    }
  };
  document.addEventListener("visibilitychange", ask);
  return {
    on() {
      wanted = true;
      ask();
    },
    off() {
      wanted = false;
      lock?.release();
    },
  };
}
