// Messages that are seen where they belong, and heard once in the page's one live region.
const SAID = 5000; // Milliseconds after which words that were said are not found again by a screen reader.
const region = document.querySelector("nav.exit [aria-live]");
let forgetting = 0;

/** Says words in the page's live region, whether or not they are seen elsewhere. */
export function tell(text) {
  region.textContent = text; // A new node each time: the same words twice are said twice.
  clearTimeout(forgetting);
  forgetting = setTimeout(() => { region.textContent = ""; }, SAID);
}

/** Puts an empty place for messages behind an element; returns what fills it and says the same. */
export function make_messages(element) {
  const place = document.createElement("div");
  place.className = "message";
  element.after(place);
  return (text) => {
    const paragraph = document.createElement("p");
    paragraph.textContent = text;
    place.replaceChildren(...(text ? [paragraph] : []));
    tell(text);
  };
}
