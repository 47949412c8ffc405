// What the reader prefers, for every script. Fires `lectern:preferences` on the document when a preference changes.
const STORED = "preferences";
const chosen = document.documentElement.dataset;
const known = new Map(
  [...new URLSearchParams(document.querySelector("script[data-preferences]")?.dataset.preferences)]
    .map(([name, values]) => [name, values.split(",")]),
);

/** The value of a preference, such as "1.25" for "speed"; undefined if there is no such preference. */
export function get_preference(name) {
  return chosen[name] ?? known.get(name)?.[0];
}

/** Changes a preference on this page and those that follow. Throws RangeError for a value that is not offered. */
export function set_preference(name, value) {
  if (!known.get(name)?.includes(value)) throw new RangeError(`${name}: ${value} is none of ${known.get(name)}`);
  if (value === get_preference(name)) return;
  if (value === known.get(name)[0]) delete chosen[name];
  else chosen[name] = value;
  try { write(is_remembered()); } catch { /* Storage is full: the choice holds on this page. */ }
  document.dispatchEvent(new CustomEvent("lectern:preferences", { detail: { name, value } }));
}

/** Changes every preference back to the usual one. */
export function reset_preferences() {
  for (const [name, values] of known) set_preference(name, values[0]);
}

/** Whether this device keeps the choices. */
export function is_remembered() {
  try { return localStorage.getItem(STORED) !== null; } catch { return false; }
}

/** Keeps the choices on this device. Throws if the browser does not let it. */
export function remember() {
  write(true);
}

/** Removes the choices from this device; they hold in this tab until it is closed. */
export function forget() {
  if (is_remembered()) localStorage.removeItem(STORED);
  write(false);
}

function write(is_stored) {
  const text = `${new URLSearchParams([...known.keys()].filter((name) => name in chosen).map((name) => [name, chosen[name]]))}`;
  if (is_stored) localStorage.setItem(STORED, text);
  window.name = text && !is_stored ? `preferences?${text}` : "";
}
