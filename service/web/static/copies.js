// Copies of the glossary on this device: whole or absent, and only what the reader asked for.
const MARK = "/kept"; // Put last into a copy: what has no mark is half, and is not used.
const EMPTY = [0, 16_384]; // Bytes of a browser that keeps nothing; the second of a Firefox that was asked for localStorage.
const AT_ONCE = 4;
const PATIENCE = 3; // Tries for a sound that the server is still making, or is too busy for.

/** The names of all copies. To ask makes Firefox keep a folder in the site's name: so only where something is kept. */
async function get_names() {
  return EMPTY.includes((await navigator.storage.estimate()).usage) ? [] : caches.keys();
}

/** The copies that are whole, as their marks describe them. */
export async function get_copies() {
  const copies = [];
  for (const cacheName of await get_names()) {
    const mark = await caches.match(MARK, { cacheName });
    if (mark) copies.push({ cacheName, ...(await mark.json()) });
  }
  return copies;
}

/** Removes what an interrupted visit may have left. */
export async function remove_halves() {
  await navigator.locks.request("copies", { ifAvailable: true }, async (lock) => {
    if (!lock) return; // Another tab is at work on it.
    const whole = (await get_copies()).map(({ cacheName }) => cacheName);
    for (const name of await get_names()) if (!whole.includes(name)) await caches.delete(name);
  });
}

/** Removes every copy and the worker. */
export async function remove_copies() {
  for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister();
  for (const name of await get_names()) await caches.delete(name);
}

/** Keeps all that a list names, in place of an older copy of its language. Throws, and keeps nothing new, if any fails. */
export async function keep_copy(list, has_audio, worker, signal, tell) {
  await navigator.locks.request("copies", { ifAvailable: true }, async (lock) => {
    if (!lock) throw new DOMException("Another tab is keeping a copy.", "InvalidStateError");
    const older = (await get_copies()).filter(({ language }) => language === list.language);
    const name = `kept-${list.language}-${older.some(({ cacheName }) => cacheName.endsWith("1")) ? 2 : 1}`;
    const abandon = () => caches.delete(name);
    addEventListener("pagehide", abandon);
    try {
      await fill(name, list, has_audio, signal, tell);
      await navigator.serviceWorker.register(worker, { scope: "/", updateViaCache: "none" });
      await navigator.serviceWorker.ready;
    } catch (error) {
      await abandon();
      if (!(await get_copies()).length) await remove_copies();
      throw error;
    } finally {
      removeEventListener("pagehide", abandon);
    }
    for (const { cacheName } of older) await caches.delete(cacheName);
  });
}

async function fill(name, list, has_audio, signal, tell) {
  await caches.delete(name);
  const cache = await caches.open(name);
  const wanted = [...list.pages, ...list.files, ...(has_audio ? list.audio : [])];
  const waiting = wanted.map(({ address }) => address);
  let done = 0;
  const carry = async () => {
    for (let address = waiting.shift(); address; address = waiting.shift()) {
      await cache.put(address, await fetch_whole(address, signal));
      tell((done += 1), wanted.length);
    }
  };
  const carriers = Array.from({ length: AT_ONCE }, carry);
  try {
    await Promise.all(carriers);
  } finally {
    waiting.length = 0;
    await Promise.allSettled(carriers); // None may write after the copy is removed.
  }
  signal.throwIfAborted();
  const mark = { language: list.language, version: list.version, home: list.home, apology: list.apology, has_audio };
  await cache.put(MARK, new Response(JSON.stringify(mark)));
}

async function fetch_whole(address, signal) {
  for (let tries = 1; ; tries += 1) {
    const response = await fetch(address, { signal, cache: "no-store", credentials: "omit", redirect: "error" });
    const is_late = [202, 429, 503].includes(response.status); // A sound that went meanwhile is made again.
    if (response.ok && !is_late) return response;
    if (!is_late || tries === PATIENCE) throw new TypeError(`${address}: ${response.status}`);
    await wait(Number(response.headers.get("Retry-After")) || 5, signal);
  }
}

/** Waits for some seconds, or until the reader stops. */
function wait(seconds, signal) {
  return new Promise((resolve) => {
    setTimeout(resolve, 1000 * seconds);
    signal.addEventListener("abort", resolve, { once: true });
  });
}
