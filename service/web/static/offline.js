// The form that keeps the glossary on this device, or removes it. Its words are in the page.
import { get_copies, keep_copy, remove_copies, remove_halves } from "./copies.js";
import { make_messages } from "./live.js";
import { forget } from "./preferences.js";

const PATIENCE = 5000; // Milliseconds that the site has to answer.

const form = document.getElementById("offline_form");
const [state, progress, stop] = ["offline_state", "offline_progress", "offline_stop"].map((id) => document.getElementById(id));
const words = form.dataset;
const say = make_messages(form);
let working = null;
let running = null;
let clearing = null; // The browser at work on the whole storage: nothing new is kept meanwhile.
let is_left = false;

async function get_list(signal) {
  const response = await fetch(words.list, { cache: "no-store", credentials: "omit", signal });
  if (!response.ok) throw new TypeError(`${words.list}: ${response.status}`);
  return response.json();
}

function get_reason(error) {
  if (error.name === "AbortError") return words.stopped;
  if (error.name === "QuotaExceededError") return words.full;
  if (error.name === "InvalidStateError") return words.elsewhere;
  return error instanceof TypeError ? words.failed : words.refused;
}

/** Says what is kept now; returns how the copy in the language of the page describes itself. */
async function show() {
  const copy = (await get_copies()).find(({ language }) => language === words.language);
  state.textContent = copy ? (copy.has_audio ? words.keptAll : words.keptPages) : words.keptNothing;
  return copy;
}

/** Says how large each choice is, and whether there is something newer than the copy. Without the network, neither. */
async function compare(copy) {
  const list = await get_list().catch(() => null);
  if (!list) return;
  for (const size of form.querySelectorAll("[data-size]")) size.append(`: ${list.words[size.dataset.size]}`);
  if (copy && copy.version !== list.version) state.append(" ", words.newer);
}

function tell(done, all) {
  const quarter = Math.floor((4 * done) / all);
  const text = words.progress.replace("{done}", done).replace("{all}", all);
  if (quarter > Math.floor((4 * (done - 1)) / all) && done < all) say(text);
  progress.textContent = text;
}

async function keep() {
  if (working) return;
  working = new AbortController();
  stop.hidden = progress.hidden = false;
  say(words.started);
  await clearing;
  let outcome = words.done;
  try {
    const has_audio = form.elements.what.value === "all";
    const { signal } = working;
    running = get_list(signal).then((list) => keep_copy(list, has_audio, words.worker, signal, tell));
    await running;
  } catch (error) {
    outcome = get_reason(error);
  }
  working = null;
  if (document.activeElement === stop) form.querySelector("[data-does=keep]").focus();
  stop.hidden = progress.hidden = true;
  await show();
  say(outcome);
}

async function remove() {
  working?.abort();
  await running?.catch(() => {}); // What is being written ends first.
  await remove_copies();
  forget();
  document.dispatchEvent(new CustomEvent("lectern:preferences", { detail: {} }));
  await show();
  say(words.removed);
  const is_clear = await (clearing = clear());
  if (is_clear && !working && !is_left && navigator.serviceWorker.controller) load_anew();
}

/** Has the browser delete at once what it would delete later. Whether it was told so. */
function clear() {
  const request = { method: "POST", signal: AbortSignal.timeout(PATIENCE) };
  return fetch(words.removal, request).then(({ ok }) => ok, () => false);
}

/** As long as this page is there it holds the worker, of which Firefox keeps an empty folder when it lets go. */
function load_anew() {
  working = new AbortController(); // Nothing new is kept by a page that goes.
  history.replaceState({ is_removed: true }, "");
  location.reload();
}

async function end_removal() {
  history.replaceState(null, "");
  if ((await get_copies()).length) return; // Another tab has kept one meanwhile.
  clearing = clear(); // The folder goes too.
  if (document.readyState !== "complete") await new Promise((done) => addEventListener("load", done, { once: true }));
  form.querySelector("[data-does=remove]").focus();
  say(words.removed);
}

document.addEventListener("lectern:exit", () => { is_left = true; });
form.addEventListener("submit", (event) => event.preventDefault());
// Each button listens by itself: screen readers call "clickable" what stands in a form that listens.
for (const [name, act] of Object.entries({ keep, remove, stop: () => working?.abort() })) {
  form.querySelector(`[data-does=${name}]`).addEventListener("click", act);
}
if (navigator.serviceWorker && self.caches && navigator.locks) {
  await remove_halves();
  const copy = await show();
  form.hidden = false;
  if (history.state?.is_removed) await end_removal();
  await compare(copy);
} else say(words.unable);
