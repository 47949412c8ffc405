// The form of the preferences page. Its words are in the page.
import { forget, get_preference, is_remembered, remember, reset_preferences, set_preference } from "./preferences.js";
import { make_messages } from "./live.js";

const form = document.getElementById("preference_form");
const say = make_messages(form);
const words = form.dataset;

function show() {
  for (const field of form.querySelectorAll("input[type=radio]")) field.checked = get_preference(field.name) === field.value;
  form.elements.remembered.checked = is_remembered();
}

function change(field) {
  set_preference(field.name, field.value);
  const name = field.closest("fieldset").querySelector("legend").textContent;
  const text = is_remembered() ? words.changedAndStored : words.changed;
  say(text.replace("{group}", name).replace("{value}", field.parentElement.textContent.trim()));
}

function forget_all() {
  const was_stored = is_remembered();
  forget();
  say(was_stored ? words.forgotten : words.nothingStored);
}

function change_memory(wanted) {
  if (!wanted) return forget_all();
  try {
    remember();
    say(words.stored);
  } catch {
    say(words.refused);
  }
}

form.addEventListener("change", (event) => {
  if (event.target.type === "radio") change(event.target);
  else change_memory(event.target.checked);
  show();
});
form.addEventListener("click", (event) => {
  const { does } = event.target.dataset;
  if (!does) return; // A radio button has not changed yet.
  if (does === "reset") {
    reset_preferences();
    say(words.reset);
  } else forget_all();
  show();
});
form.addEventListener("submit", (event) => event.preventDefault());
document.addEventListener("lectern:preferences", show);
show();
document.getElementById("without_script").hidden = true;
form.hidden = false;
