// The builder of conditions: rows, words and text stay one thing without leaving the page. Every step is the server's:
// the buttons are those that work without this script, and the answer takes the place of the one field.
import { countCharacters } from "./rules/length.js";

const fieldOf = (element) => element.closest("[data-condition]")?.closest(".field");
let latest = 0;

function answered(html) {
  return new DOMParser().parseFromString(html, "text/html").querySelector(".field");
}

// What somebody goes on typing while the answer is on its way is kept.
function keepTyping(field, fresh) {
  const at = document.activeElement;
  if (!field.contains(at)) return null;
  const same = at.id ? fresh.querySelector(`#${CSS.escape(at.id)}`) : fresh.querySelector(`button[value="${CSS.escape(at.value)}"]`);
  const typing = at.matches("textarea, input[type=text]") && same?.matches("textarea, input[type=text]");
  return { same, typed: typing && at.value !== at.defaultValue ? at.value : null, caret: typing ? at.selectionStart : 0 };
}

function put(field, fresh, wasPressed) {
  const kept = keepTyping(field, fresh);
  const wanted = fresh.querySelector("[autofocus]");
  field.replaceWith(fresh);
  if (wasPressed) return (wanted || kept?.same || fresh.querySelector("select, button, textarea")).focus();
  if (!kept?.same) return;
  kept.same.focus();
  if (kept.typed !== null && kept.same.value !== kept.typed && kept.same.matches("input")) kept.same.value = kept.typed;
  if (kept.same.matches("textarea, input[type=text]")) kept.same.setSelectionRange(kept.caret, kept.caret);
}

function say(field) {
  const words = field.querySelector(".field-error, .condition-words");
  if (words) document.dispatchEvent(new CustomEvent("say", { detail: words.textContent.trim().replace(/\s+/g, " ") }));
}

async function ask(form, field, button, wasPressed) {
  const turn = ++latest;
  const body = new FormData(form);
  body.set("do", button);
  const answer = await fetch(form.dataset.conditions, { method: "POST", body, redirect: "manual" });
  if (answer.status !== 200 && answer.status !== 422) throw new Error(String(answer.status));
  const fresh = answered(await answer.text());
  if (turn !== latest || !fresh) return;
  put(field, fresh, wasPressed);
  say(fresh);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=do]");
  const form = button?.form;
  if (!form?.dataset.conditions || !fieldOf(button) || event.defaultPrevented) return;
  event.preventDefault();
  ask(form, fieldOf(button), button.value, true).catch(() => {
    if (!navigator.onLine) return form.requestSubmit(button);
    // Without an answer the button does what it does without scripts.
    const again = Object.assign(document.createElement("input"), { type: "hidden", name: "do", value: button.value });
    form.append(again);
    form.submit();
  });
});

document.addEventListener("change", (event) => {
  const field = fieldOf(event.target);
  const form = event.target.form;
  if (!field || !form?.dataset.conditions) return;
  const name = field.querySelector("[data-condition]").dataset.condition;
  const isText = event.target.name === name;
  // A change is shown at once where it can be; where not, saving shows it.
  ask(form, field, isText ? `${name}:read` : `${name}:refresh`, false).catch(() => {});
});

countCharacters();
