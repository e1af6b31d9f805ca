// After a PIN under force: takes out of this page and of the tab's history what the pages of a mission left there.

const GOES_BACK_WITHIN_MS = 1000;

/** Goes back to the first page of the app in this tab; what is pushed next cuts all others off. @param {number} depth pages since then */
export async function leaveNoTrace(depth) {
  for (const one of document.head.querySelectorAll("link[href$='vendor/map.css']")) one.remove();
  if (depth === 0) return;
  await new Promise((resolve) => {
    addEventListener("popstate", () => resolve(undefined), { once: true });
    setTimeout(resolve, GOES_BACK_WITHIN_MS);
    history.go(-depth);
  });
}
