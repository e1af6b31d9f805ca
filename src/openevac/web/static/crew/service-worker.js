// The service worker: keeps the app on the phone and answers from there first. What it keeps stands in self.KEPT, which
// the server puts before this file. It never keeps an answer of /api/: what the server says is asked of the server.

/**
 * `pages` carry the sum of their content: their address stays while they change. Addresses of files change with them.
 * @type {{version: string, page: string, pages: Record<string, string>, files: string[], later: string[]}}
 */
const KEPT = self.KEPT;
const BEFORE = "openevac-crew-";
const SHELL = `${BEFORE}shell-${KEPT.version}`;
const LATER = `${BEFORE}later-${KEPT.version}`;
const shell = new Set([...Object.keys(KEPT.pages), ...KEPT.files]);
const later = new Set(KEPT.later);

self.addEventListener("install", (event) => {
  // All of it or nothing: half an app is found out where there is no signal to fetch the other half.
  event.waitUntil(fill(SHELL, [...shell]));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(putAwayOthers().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const asked = new URL(event.request.url);
  if (event.request.method !== "GET" || asked.origin !== self.location.origin) return;
  const name = event.request.mode === "navigate" ? KEPT.page : asked.pathname;
  if (shell.has(name)) event.respondWith(keptOr(SHELL, name, event.request));
  else if (later.has(name)) event.respondWith(keptOr(LATER, name, event.request));
});

self.addEventListener("message", (event) => {
  const port = event.ports[0];
  if (event.data?.asks === "take over") event.waitUntil(self.skipWaiting());
  if (event.data?.asks === "missing") event.waitUntil(missing().then((names) => port?.postMessage({ missing: names })));
  if (event.data?.asks === "fetch the rest") event.waitUntil(fetchTheRest().then((told) => port?.postMessage(told)));
});

/** Fetches files and keeps all of them, or none. @param {string} cache @param {string[]} names */
async function fill(cache, names) {
  const place = await caches.open(cache);
  await place.addAll(names.map((name) => new Request(name, { credentials: "omit", integrity: KEPT.pages[name] ?? "" })));
}

/** Answers from what is kept; what the browser threw away is asked of the server. @param {string} cache @param {string} name @param {Request} request */
async function keptOr(cache, name, request) {
  const found = await caches.match(name, { cacheName: cache, ignoreVary: true, ignoreSearch: true });
  return found ?? fetch(request);
}

/** Keeps the rest of an earlier version where its address is the same, and throws away everything else of it. */
async function putAwayOthers() {
  const names = (await caches.keys()).filter((name) => name.startsWith(BEFORE) && name !== SHELL && name !== LATER);
  const place = await caches.open(LATER);
  for (const name of names) {
    const old = await caches.open(name);
    for (const address of KEPT.later) {
      const found = await old.match(address, { ignoreVary: true });
      if (found) await place.put(address, found);
    }
    await caches.delete(name);
  }
}

/** Gives what is not here yet, of the shell (thrown away by the browser) and of what comes later. @returns {Promise<string[]>} */
async function missing() {
  const names = [...[...shell].map((name) => [SHELL, name]), ...KEPT.later.map((name) => [LATER, name])];
  const found = await Promise.all(
    names.map(([cache, name]) => caches.match(name, { cacheName: cache, ignoreVary: true })),
  );
  return names.filter((_, index) => !found[index]).map(([, name]) => name);
}

/** Fetches what is missing, one file after another, so that a cut costs one file; tells what is missing still. */
async function fetchTheRest() {
  for (const name of await missing()) {
    try {
      await fill(shell.has(name) ? SHELL : LATER, [name]);
    } catch {
      break; // no signal: what came is kept, and `missing` says what did not
    }
  }
  return { missing: await missing() };
}
