// Answers with what the reader chose to keep, when the network does not answer. It writes nothing: see offline.js.
const MARK = "/kept"; // Stands in a copy that is whole, and lists what is in it.

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => event.data === "remove" && event.waitUntil(remove()));
self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (origin !== location.origin) return;
  if (pathname.startsWith("/audio/")) event.respondWith(answer_sound(event.request, pathname));
  else if (event.request.cache === "no-store") return; // A new copy is made of what the network has.
  else if (event.request.method === "GET" || event.request.mode === "navigate")
    event.respondWith(answer(event.request, pathname));
});

/** The network first, so that no page is older than it need be. */
async function answer(request, path) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = request.method === "GET" ? await find(path) : undefined;
    const other = kept ?? (request.mode === "navigate" ? await get_apology(path) : undefined);
    if (other) return other;
    throw error;
  }
}

/** What is kept first: the address of a sound names its very bytes. */
async function answer_sound(request, path) {
  const kept = await find(path);
  if (!kept) return fetch(request);
  return request.method === "HEAD" ? new Response(null, kept) : get_range(kept, request.headers.get("Range"));
}

/** The bytes that a player asks for. */
async function get_range(response, range) {
  const asked = /^bytes=(\d+)-(\d*)$/.exec(range ?? "");
  if (!asked) return response;
  const blob = await response.blob();
  const first = Number(asked[1]);
  const last = Math.min(asked[2] ? Number(asked[2]) : Infinity, blob.size - 1);
  const headers = new Headers(response.headers);
  headers.set("Content-Range", first > last ? `bytes */${blob.size}` : `bytes ${first}-${last}/${blob.size}`);
  if (first > last) return new Response(null, { status: 416, headers });
  headers.set("Content-Length", last - first + 1);
  return new Response(blob.slice(first, last + 1), { status: 206, headers });
}

async function get_copies() {
  const copies = [];
  // `caches.open` would make again what is being removed; `match` does not.
  for (const cacheName of await caches.keys()) {
    const mark = await caches.match(MARK, { cacheName });
    if (mark) copies.push({ cacheName, ...(await mark.json()) });
  }
  return copies;
}

async function find(path) {
  for (const { cacheName } of await get_copies()) {
    const kept = await caches.match(path, { cacheName });
    if (kept) return kept;
  }
}

/** A page that says why there is no answer, in the language of the address if that is kept. */
async function get_apology(path) {
  const copies = (await get_copies()).sort((one, other) => other.home.length - one.home.length);
  const copy = copies.find(({ home }) => path.startsWith(home)) ?? copies[0];
  const page = copy && (await caches.match(copy.apology, { cacheName: copy.cacheName }));
  return page && new Response(page.body, { status: 503, headers: page.headers });
}

async function remove() {
  for (const name of await caches.keys()) await caches.delete(name);
  await self.registration.unregister();
}
