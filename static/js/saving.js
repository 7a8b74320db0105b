// Each answer goes to the server as it is given; "Saved" is shown when the server has said so, never before. What
// cannot be sent stays on this tablet, encrypted, and goes out by itself. Without this script the form is sent whole.
import { changeOf, isWholeDate, kindOf, rowOf, rows, saidIn, showRows } from "./saving/fields.js";
import * as line from "./saving/line.js";
import * as pages from "./saving/pages.js";
import { forget, openStore } from "./saving/store.js";

const AFTER_THE_LAST_KEY = 800;
const KEPT_EVERY = 250;
const typed = new Map();
const known = new WeakMap();
const keptAt = new WeakMap();
const as = (said) => JSON.stringify(said);

function learn() {
  typed.clear();
  rows().forEach((row) => known.set(row, as(saidIn(row))));
}

// Giving answers

function give(row) {
  clearTimeout(typed.get(row));
  typed.delete(row);
  const said = as(saidIn(row));
  if (!row.isConnected) return;
  if (said === known.get(row)) return line.unkeep(changeOf(row).place);
  known.set(row, said);
  line.add(changeOf(row));
}

function keepNow(row) {
  if (Date.now() - (keptAt.get(row) ?? 0) < KEPT_EVERY) return;
  keptAt.set(row, Date.now());
  line.keep(changeOf(row));
}

function giveSoon(row) {
  clearTimeout(typed.get(row));
  typed.set(row, setTimeout(() => give(row), AFTER_THE_LAST_KEY));
}

const giveAll = () => [...typed.keys()].forEach(give);

document.addEventListener("input", (event) => {
  const row = rowOf(event.target);
  if (!row) return;
  const kind = kindOf(event.target);
  if (kind !== "choice") keepNow(row);
  if (kind === "text" || (kind === "date" && isWholeDate(event.target))) giveSoon(row);
  else if (kind !== "choice") typed.set(row, undefined);
});

document.addEventListener("change", (event) => {
  const row = rowOf(event.target);
  if (row && kindOf(event.target) !== "date") return give(row);
  const whole = event.target.closest("form[data-save-whole]");
  if (whole) giveWholeSoon(whole);
});

document.addEventListener("focusout", (event) => {
  const row = rowOf(event.target);
  if (row && typed.has(row) && !row.contains(event.relatedTarget)) give(row);
});

document.addEventListener("visibilitychange", () => document.hidden && giveAll());
window.addEventListener("pagehide", giveAll);

// A form that is saved as one: the picture of the face.

let wholeSoon;

function giveWholeSoon(form) {
  clearTimeout(wholeSoon);
  wholeSoon = setTimeout(() => giveWhole(form), AFTER_THE_LAST_KEY);
}

function giveWhole(form) {
  clearTimeout(wholeSoon);
  const own = ["key", "revision", "patient", "csrfmiddlewaretoken"];
  const fields = [...new FormData(form)].filter(([name]) => !own.includes(name));
  if (as(fields) === known.get(form)) return;
  known.set(form, as(fields));
  const words = document.querySelector("main h1").textContent.trim();
  line.add({ place: as(["whole"]), isWhole: true, fields, label: words, words: "" });
}

// Going on and back

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.matches("[data-save], [data-save-whole], [data-after-saving]")) return;
    if (form.dataset.ready) return delete form.dataset.ready;
    event.preventDefault();
    giveAll();
    if (form.matches("[data-save-whole]")) giveWhole(form);
    pages.send(form, event.submitter);
  },
  true,
);

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.back-link");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  giveAll();
  pages.open(link.href, { isNew: true });
});

const address = () => location.pathname + location.search;
let shown = address();

window.addEventListener("popstate", () => {
  // A link within the page is no other page.
  if (address() === shown) return;
  giveAll();
  pages.open(location.href, { isNew: false });
});

document.addEventListener("answersaved", ({ detail }) => {
  document.querySelectorAll("main [name=revision]").forEach((field) => (field.value = detail.revision));
  if (detail.shown) showRows(detail.place, detail.shown);
});

document.addEventListener("leavingpage", giveAll);
document.addEventListener("staleanswers", () => pages.refresh(() => typed.size === 0));
document.addEventListener("swapped", () => {
  shown = address();
  learn();
});
window.addEventListener("beforeunload", (event) => line.wouldLose() && event.preventDefault());

// Beginning and end

const place = document.getElementById("saving")?.dataset;
if (place) {
  learn();
  line.begin(place, openStore(place.visit, place.draftKey));
}
const over = document.querySelector("[data-forget]");
if (over) forget(over.dataset.forget);
