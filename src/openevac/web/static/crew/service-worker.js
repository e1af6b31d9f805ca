// The service worker: keeps the app on the phone and answers from there first. What it keeps stands in self.KEPT, which
// the server puts before this file. It never keeps an answer of /api/: what the server says is asked of the server.

/**
 * `pack`: the address of all files of the shell in one answer, `integrity` its sum; names without a `/` before them
 * stand under `prefix`.
 * @type {{version: string, page: string, pack: string, integrity: string, prefix: string, files: string[], beside: string[],
 *   later: string[]}}
 */
const KEPT = self.KEPT;
const BEFORE = "openevac-crew-";
const SHELL = `${BEFORE}shell-${KEPT.version}`;
const LATER = `${BEFORE}later-${KEPT.version}`;
const addresses = (/** @type {string[]} */ names) => names.map((name) => (name.startsWith("/") ? name : KEPT.prefix + name));
const beside = addresses(KEPT.beside);
const shell = new Set([...addresses(KEPT.files), ...beside]);
const later = new Set(addresses(KEPT.later));

self.addEventListener("install", (event) => {
  // All of it or nothing: half an app is found out where there is no signal to fetch the other half.
  event.waitUntil(unpack());
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

/** Fetches the shell and keeps it; rejects where anything of it is not as the server meant it with this worker. */
async function unpack() {
  const answer = await fetch(KEPT.pack, { integrity: KEPT.integrity, credentials: "omit", cache: "no-store" });
  if (!answer.ok) throw new Error(`no pack: ${answer.status}`);
  const { headers, files } = await answer.json();
  const place = await caches.open(SHELL);
  await place.addAll(beside);
  for (const [name, [kind, type, text]] of Object.entries(files)) {
    // With the policy the server sends: a page from here may do what a page from there may, and no more.
    await place.put(name, new Response(text, { headers: { ...headers[kind], "Content-Type": type } }));
  }
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
    for (const address of later) {
      const found = await old.match(address, { ignoreVary: true });
      if (found) await place.put(address, found);
    }
    await caches.delete(name);
  }
}

/** Gives what is not here yet, of the shell (thrown away by the browser) and of what comes later. @returns {Promise<string[]>} */
async function missing() {
  const names = [...[...shell].map((name) => [SHELL, name]), ...[...later].map((name) => [LATER, name])];
  const found = await Promise.all(
    names.map(([cache, name]) => caches.match(name, { cacheName: cache, ignoreVary: true })),
  );
  return names.filter((_, index) => !found[index]).map(([, name]) => name);
}

/** Fetches what is missing, one file after another, so that a cut costs one file; tells what is missing still. */
async function fetchTheRest() {
  try {
    const names = await missing();
    if (names.some((name) => shell.has(name))) await unpack();
    const place = await caches.open(LATER);
    for (const name of names.filter((one) => later.has(one))) await place.add(name);
  } catch {
    // No signal: what came is kept, and `missing` says what did not.
  }
  return { missing: await missing() };
}
