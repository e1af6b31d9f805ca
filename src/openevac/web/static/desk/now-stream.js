// Pushed changes: one EventSource for all tabs of a browser, and a question every five seconds where it does not hold.
// A browser opens six connections to one server and no more: with a stream in every tab the seventh page would hang.

const ADDRESS = "/now/stream";
const SHARED = "openevac-stream";
const SILENT_MS = 12_000;
const ASK_MS = 5000;
const RETRY_MS = 15_000;

/** @typedef {{at: string, sign: string, loud: string, calm_s: number, red: string[]}} Said */

/**
 * `changed`: after how many seconds at the latest the board should be drawn; 0 where something on it is loud.
 * @param {{changed: (withinS: number) => void, heard: (said: Said) => void, state: (state: "pushed" | "asked" | "ended") => void}} tell
 */
export function watch(tell) {
  /** @type {EventSource | null} */
  let source = null;
  /** @type {Said | null} */
  let last = null;
  let heardAt = performance.now();
  let askedAt = heardAt;
  let triedAt = heardAt;
  let state = "";

  /** @param {"pushed" | "asked" | "ended"} now */
  function is(now) {
    if (now !== state) tell.state((state = now));
  }

  /** @param {string} kind @param {Said} said */
  function hear(kind, said) {
    if (kind === "ended") {
      source?.close();
      source = null;
      is("ended");
      tell.changed(0);
      return;
    }
    const changes = kind === "board" || last?.sign !== said.sign;
    const loud = last?.loud !== said.loud;
    heardAt = performance.now();
    last = said;
    is("pushed");
    tell.heard(said);
    if (changes) tell.changed(loud ? 0 : said.calm_s);
  }

  // The tab that holds the lock listens and passes on what it hears; when it goes, the next one takes over.
  const channel = "locks" in navigator ? new BroadcastChannel(SHARED) : null;
  const gone = new AbortController();
  const leads = new Promise((end) => gone.signal.addEventListener("abort", end));

  function open() {
    source?.close();
    triedAt = heardAt = performance.now();
    source = new EventSource(ADDRESS);
    for (const kind of ["board", "beat", "ended"]) {
      source.addEventListener(kind, (event) => {
        const said = JSON.parse(/** @type {MessageEvent<string>} */ (event).data);
        channel?.postMessage({ kind, said });
        hear(kind, said);
      });
    }
    source.addEventListener("error", () => is("asked"));
  }

  if (channel) {
    channel.addEventListener("message", ({ data }) => {
      if (data.kind !== "new") hear(data.kind, data.said);
      else if (source && last && state === "pushed") channel.postMessage({ kind: "beat", said: last });
    });
    channel.postMessage({ kind: "new" });
    navigator.locks
      .request(SHARED, { signal: gone.signal }, () => {
        open();
        return leads;
      })
      .catch(() => {});
  } else {
    open();
  }

  function look() {
    if (state === "ended") return;
    const now = performance.now();
    const lost = source?.readyState === EventSource.CLOSED || now - heardAt > SILENT_MS;
    if (lost) is("asked");
    if (lost && source && now - triedAt > RETRY_MS) open();
    if (state !== "pushed" && now - askedAt >= ASK_MS) {
      askedAt = now;
      tell.changed(0);
    }
  }

  const timer = setInterval(look, 1000);
  return () => {
    clearInterval(timer);
    gone.abort();
    source?.close();
    channel?.close();
  };
}
