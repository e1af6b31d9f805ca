// Says in red when alarms cannot ring or when nobody answers: at most ten seconds after the last answer.
// What was answered counts, never navigator.onLine. A page with a stream of changes hears the same without asking.

const EVERY_MS = 3000;
const BLIND_AFTER_MS = 8000;

/** @param {HTMLElement} band */
export function mount(band) {
  let answeredAt = performance.now();
  let answered = new Date();
  let failedSince = false;
  let asking = false;
  /** What stays said whatever is answered: this page is signed out. */
  let standing = "";

  async function ask() {
    asking = true;
    try {
      const answer = await fetch("/api/v1/pulse", {
        cache: "no-store",
        headers: { "Accept-Language": document.documentElement.lang },
        signal: AbortSignal.timeout(EVERY_MS),
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const { red } = await answer.json();
      heard(red.map((/** @type {{say: string}} */ line) => line.say));
    } catch {
      failedSince = true;
    } finally {
      asking = false;
      askedAt = performance.now();
    }
  }

  /** @param {string[]} red */
  function heard(red) {
    answeredAt = performance.now();
    answered = new Date();
    failedSince = false;
    say(red, false);
  }

  function look() {
    const now = performance.now();
    if (!asking && now - Math.max(answeredAt, askedAt) >= EVERY_MS) ask();
    if (failedSince && now - answeredAt >= BLIND_AFTER_MS) {
      const at = answered.toLocaleTimeString("uk-UA", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
      say([(band.dataset.lost ?? "").replace("@", at)], true);
    }
  }

  /** @param {string[]} lines @param {boolean} lost */
  function say(lines, lost) {
    if (standing) lines = [standing, ...lines];
    const said = lines.join(" ");
    if (band.textContent !== said) band.textContent = said;
    band.hidden = lines.length === 0;
    document.body.dataset.blind = lines.length ? "yes" : "";
    document.dispatchEvent(new CustomEvent("openevac:pulse", { detail: { lines, lost } }));
  }

  let askedAt = performance.now() - EVERY_MS;
  const told = (/** @type {any} */ event) => heard(event.detail.red);
  const stands = (/** @type {any} */ event) => {
    standing = event.detail.line;
    say([], false);
  };
  document.addEventListener("openevac:heard", told);
  document.addEventListener("openevac:standing", stands);
  look();
  const timer = setInterval(look, 500);
  return () => {
    clearInterval(timer);
    document.removeEventListener("openevac:heard", told);
    document.removeEventListener("openevac:standing", stands);
  };
}
