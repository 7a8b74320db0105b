// Typing filters the rows on the page at once and, after two letters, looks among all patients. The button does the
// same without this script. An answer to an earlier question never replaces that to a later one.
const WAIT = 200;
const LEAST = 2;
const form = document.querySelector("form[data-live]");
const box = form.querySelector("[type=search]");
const section = document.querySelector("[data-found-section]");
const place = document.querySelector("[data-found]");
let asked = 0;
let waiting;
let underway;

function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

function fits(row, words) {
  const known = plain(row.dataset.words).split(" ");
  return words.every((word) => known.some((other) => other.startsWith(word)));
}

// How many rows of the list fit, or nothing where no list is on the page.
function filter() {
  const list = document.querySelector("[data-filtered]");
  if (!list) return null;
  const words = plain(box.value).split(" ").filter(Boolean);
  let shown = 0;
  list.querySelectorAll("li").forEach((row) => {
    row.hidden = !fits(row, words);
    if (!row.hidden) shown += 1;
  });
  list.hidden = shown === 0;
  document.querySelector("[data-filtered-empty]").hidden = shown > 0;
  return shown;
}

function say(...parts) {
  document.dispatchEvent(new CustomEvent("say", { detail: parts.filter(Boolean).join(" ") }));
}

function show(html) {
  place.innerHTML = html;
  section.hidden = false;
}

function hide() {
  place.replaceChildren();
  section.hidden = true;
}

function trouble() {
  const line = document.createElement("p");
  line.textContent = form.dataset.trouble;
  place.replaceChildren(line);
  section.hidden = false;
  say(form.dataset.trouble);
}

async function look() {
  const mine = ++asked;
  underway?.abort();
  underway = new AbortController();
  let answer;
  try {
    const body = new URLSearchParams(new FormData(form));
    answer = await fetch(form.dataset.live, { method: "POST", body, signal: underway.signal });
    const html = await answer.text();
    if (mine !== asked) return;
    if (!answer.ok || answer.redirected) return trouble();
    show(html);
  } catch {
    if (mine === asked) trouble();
    return;
  } finally {
    if (mine === asked) place.removeAttribute("aria-busy");
  }
  const here = filter();
  const inList = here === null ? "" : form.dataset.inList.replace("{n}", here);
  say(inList, place.querySelector("[data-found-count]")?.textContent.trim());
}

function typed() {
  clearTimeout(waiting);
  filter();
  if (plain(box.value).length < LEAST) {
    asked += 1;
    underway?.abort();
    return hide();
  }
  place.setAttribute("aria-busy", "true");
  const count = place.querySelector("[data-found-count]");
  if (count) count.textContent = form.dataset.searching;
  waiting = setTimeout(look, WAIT);
}

box.addEventListener("input", typed);
document.addEventListener("listchange", filter);
window.addEventListener("pageshow", () => box.value && section.dataset.server === undefined && typed());
// The keyboard of a tablet would jump up, so only a real one gets the cursor here.
if (matchMedia("(pointer: fine) and (hover: hover)").matches && !box.value) box.focus({ preventScroll: true });
