// Looks whether audio is there yet, and says so. The page is not loaded again: focus and place of reading stay.
import { tell } from "./live.js";

const PATIENCE = 20000; // Milliseconds that the site has to answer.
const SLOWEST = 60; // Seconds between two looks: at first few, then more each time.
const LATER = [202, 429]; // Being made; asked too often.

const note = document.querySelector("[data-look]");
let seconds = Number(note.dataset.seconds);
let isLeft = false;

function wait() {
  setTimeout(look, 1000 * seconds);
  seconds = Math.min(SLOWEST, 1.5 * seconds);
}

async function look() {
  if (isLeft) return;
  try {
    const request = { headers: { Accept: "text/html" }, cache: "no-store", signal: AbortSignal.timeout(PATIENCE) };
    const reply = await fetch(note.dataset.look, request);
    const text = await reply.text();
    if (!LATER.includes(reply.status)) return show(new DOMParser().parseFromString(text, "text/html"), reply.ok);
  } catch {} // No answer, or none of ours: the next look may be luckier.
  wait();
}

/** Takes over the words of the page that was answered, and its first link if that leads to the audio. */
function show(answered, isReady) {
  const [heading, text] = ["h1", "main p"].map((name) => answered.querySelector(name).textContent);
  if (isLeft) return;
  document.title = answered.title;
  for (const each of document.querySelectorAll("h1, .trail [aria-current]")) each.textContent = heading;
  note.previousElementSibling.textContent = text;
  note.remove();
  if (isReady) document.querySelector("main ul").prepend(answered.querySelector("main li"));
  tell(`${heading}. ${text}`);
}

document.addEventListener("lectern:exit", () => { isLeft = true; });
note.hidden = false;
document.querySelector("[data-unscripted]").hidden = true;
wait();
