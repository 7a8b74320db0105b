// While somebody types, the server shows how the part would read and what to look at again. Nothing of it is saved.
// The button "Show preview" does the same without this script. A late answer never replaces a newer one.
const WAIT = 400;
const form = document.querySelector("form[data-preview]");
const place = document.querySelector("[data-preview-place]");
const trouble = document.querySelector("[data-preview-trouble]");
let asked = 0;
let waiting;
let underway;

// Beside each field what is said about it, as in the list.
function hintsBesideFields() {
  const found = new Map();
  for (const item of place.querySelectorAll("[data-hint-for]")) {
    const words = found.get(item.dataset.hintFor) ?? [];
    found.set(item.dataset.hintFor, [...words, item.textContent.trim()]);
  }
  for (const list of document.querySelectorAll("[data-hints]")) {
    const words = found.get(list.dataset.hints) ?? [];
    const now = words.map((each) => Object.assign(document.createElement("li"), { textContent: each }));
    if (words.join() !== [...list.children].map((each) => each.textContent.trim()).join()) list.replaceChildren(...now);
    list.hidden = words.length === 0;
  }
}

function show(html) {
  const wasOpen = place.querySelector(".hints details")?.open;
  place.innerHTML = html;
  const list = place.querySelector(".hints details");
  if (list && wasOpen !== undefined) list.open = wasOpen;
  hintsBesideFields();
}

async function look() {
  const mine = ++asked;
  underway?.abort();
  underway = new AbortController();
  const body = new FormData(form);
  body.set("show", "preview");
  try {
    const headers = { "X-Requested-With": "fetch" };
    const own = { method: "POST", body, headers, redirect: "manual", signal: underway.signal };
    const answer = await fetch(location.href, own);
    const html = await answer.text();
    if (mine !== asked) return;
    trouble.hidden = answer.status === 200;
    if (answer.status === 200) show(html);
  } catch {
    if (mine === asked && !underway.signal.aborted) trouble.hidden = false;
  }
}

form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(look, WAIT);
});
form.addEventListener("submit", () => {
  clearTimeout(waiting);
  underway?.abort();
});
