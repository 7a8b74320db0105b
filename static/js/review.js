// The review without waiting: a flag or an open question is answered on the page, and the page as it is then is put in
// its place. Without this script the same forms are sent as ever.
import { keys } from "./review/keys.js";
import { isPress } from "./review/pressing.js";
import { put } from "./review/swapping.js";

const BUSY_AFTER = 400;
const PATIENCE = 15_000;
const NOT_NOW = [408, 425, 429, 502, 503, 504];
let isGoing = false;

const words = () => document.getElementById("review-words").content;

function drop(name) {
  document.querySelectorAll(`.save-bar${name ? `[data-bar=${name}]` : ""}`).forEach((bar) => bar.remove());
}

function show(name, again) {
  drop();
  const bar = words().querySelector(`[data-bar=${name}]`).cloneNode(true);
  bar.querySelector("[data-again]")?.addEventListener("click", again);
  document.getElementById("main").before(bar);
  document.getElementById("alert").textContent = bar.querySelector("p").textContent;
}

// `null` is "nobody knows what became of it": sent again just the same, the server does it once.
async function ask(form, body) {
  const sent = { method: "POST", body, headers: { "Pearl-Here": "review" }, signal: AbortSignal.timeout(PATIENCE) };
  try {
    const answer = await fetch(form.action, sent);
    if (NOT_NOW.includes(answer.status)) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return null;
  }
}

async function send(form, body, pressed) {
  if (isGoing) return;
  isGoing = true;
  const busy = setTimeout(() => pressed?.setAttribute("aria-busy", "true"), BUSY_AFTER);
  const tree = await ask(form, body);
  clearTimeout(busy);
  pressed?.removeAttribute("aria-busy");
  isGoing = false;
  if (!tree) return show("offline", () => send(form, body, pressed));
  drop();
  if (!put(tree, form)) show("signed-out");
}

// A tap on one of two or three answers is an answer; with the arrow keys one is still looking for it.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-one-press]");
  if (form && event.target.type === "radio" && isPress()) form.requestSubmit();
});

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.matches("[data-in-place]")) return;
    event.preventDefault();
    send(form, new URLSearchParams(new FormData(form, event.submitter)), event.submitter);
  },
  true,
);

keys();
