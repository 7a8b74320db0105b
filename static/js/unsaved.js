// What was typed into the form of a part and is not saved: leaving asks first, undoing elsewhere waits, and without a
// connection nothing is sent away into nowhere.
const form = document.querySelector("main form:has(input[name=stamp])");
const words = document.querySelector("[data-unsaved-words]");
const NOT_TYPED = new Set(["csrfmiddlewaretoken", "key", "stamp"]);
let leaving = false;

function typed() {
  const fields = [...new FormData(form)].filter(([name]) => !NOT_TYPED.has(name));
  return JSON.stringify(fields.map(([name, value]) => [name, value instanceof File ? value.name : value]));
}

// A page that came back with a problem holds what was typed before.
const cameBack = Boolean(document.getElementById("error-summary"));
const before = form && typed();
const isUnsaved = () => Boolean(form) && !leaving && (cameBack || typed() !== before);

function tell(which) {
  const said = words?.querySelector(`[data-${which}]`);
  if (!said) return;
  words.querySelectorAll("p").forEach((each) => (each.hidden = each !== said));
  words.hidden = false;
  document.dispatchEvent(new CustomEvent("say", { detail: said.textContent.trim() }));
}

window.addEventListener("beforeunload", (event) => isUnsaved() && event.preventDefault());
window.addEventListener("pageshow", () => (leaving = false));

document.addEventListener(
  "submit",
  (event) => {
    if (event.target.method !== "post") return;
    if (!navigator.onLine) {
      event.preventDefault();
      return tell("offline");
    }
    if (event.target === form) leaving = true;
  },
  true,
);

// Pressed by js/undo_keys.js before it undoes anything.
document.addEventListener("undokey", (event) => {
  if (!isUnsaved()) return;
  event.preventDefault();
  tell("first");
});
