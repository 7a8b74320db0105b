// The picture of the face beside its form. The rows of the form are the truth: a tap on the picture opens one of them,
// and what is chosen there is painted back. Everything works without this, only with more taps.
const PEARL = 44;
const LETTER = 11;

let root;
let words;
let rows = [];

const regionOf = (row) => root.querySelector(`a.face-place[data-region="${row.dataset.place}"]`);
const fields = (row, part) => [...row.querySelectorAll(`[name="${row.dataset.place}-${part}"]`)];
const chosen = (row, part) => fields(row, part).find((field) => field.checked)?.value ?? "";
const exact = (row) => fields(row, "exact")[0];
const state = (row) => chosen(row, "state") || "unseen";

// Numbers: from `least` to `most`, both counted in; no end is Infinity.

function rangeOf(value) {
  const [least, most] = value.split("-");
  return { least: Number(least), most: most === undefined ? Number(least) : most === "" ? Infinity : Number(most) };
}

function numberOf(row) {
  const typed = exact(row).value.trim();
  if (/^[1-9]\d?$/.test(typed)) return rangeOf(typed);
  const value = chosen(row, "count");
  return /^\d/.test(value) ? rangeOf(value) : { least: 1, most: Infinity };
}

function together(numbers) {
  const sum = (end) => numbers.reduce((soFar, number) => soFar + number[end], 0);
  return { least: sum("least"), most: sum("most") };
}

function onAPearl({ least, most }) {
  if (most === Infinity) return least === 1 ? "?" : `${least}+`;
  return least === most ? String(least) : `${least}–${most}`;
}

function inWords({ least, most }) {
  if (most === Infinity) return words.open.replace("{least}", least);
  return least === most ? String(least) : words.range.replace("{least}", least).replace("{most}", most);
}

// The picture

function paint(row) {
  const region = regionOf(row);
  if (!region) return;
  region.dataset.state = state(row);
  const text = state(row) === "some" ? onAPearl(numberOf(row)) : "";
  const pearl = region.querySelector(".face-pearl");
  const width = Math.max(PEARL, PEARL / 2 + LETTER * text.length);
  region.querySelector(".face-number").textContent = text;
  pearl.setAttribute("x", Number(region.querySelector(".face-none").getAttribute("cx")) - width / 2);
  pearl.setAttribute("width", width);
}

function count() {
  const marked = rows.filter((row) => state(row) === "some");
  const total = marked.length
    ? words.places[marked.length].replace("{n}", inWords(together(marked.map(numberOf))))
    : words.nothing;
  root.querySelector("[data-total]").textContent = total.charAt(0).toUpperCase() + total.slice(1);
  const unseen = rows.filter((row) => regionOf(row) && state(row) === "unseen").length;
  root.querySelector("[data-unseen]").textContent = words.unseen[unseen];
  root.querySelector("[data-rest]").hidden = unseen === 0;
  root.querySelectorAll(".face-zone").forEach((zone) => {
    const inside = marked.filter((row) => zone.contains(row));
    zone.querySelector("[data-zone]").textContent = inside.length ? onAPearl(together(inside.map(numberOf))) : "";
  });
}

function say(row) {
  const name = row.querySelector("legend").textContent.trim();
  const what = { some: inWords(numberOf(row)), none: words.none, unseen: words.unseen_place }[state(row)];
  root.querySelector("[data-said]").textContent = `${name}: ${what}. `;
}

// The rows

function choose(row, part, value) {
  const field = fields(row, part).find((each) => each.value === value);
  if (field) field.checked = true;
}

function clear(row, ...parts) {
  parts.flatMap((part) => fields(row, part)).forEach((field) => {
    if (field.type === "text") field.value = "";
    else field.checked = false;
  });
}

// The field that changed decides; what contradicts it in the same row gives way.
function settle(row, part) {
  if (part === "state" && state(row) !== "some") return clear(row, "count", "exact", "size", "margin");
  if (part === "count") {
    const value = chosen(row, "count");
    const typed = Number(exact(row).value);
    const range = /^\d/.test(value) ? rangeOf(value) : { least: 1, most: 0 };
    if (typed < range.least || typed > range.most) clear(row, "exact");
  }
  if (part === "exact" && /^[1-9]\d?$/.test(exact(row).value.trim())) {
    const typed = Number(exact(row).value);
    const holds = ({ least, most }) => least <= typed && typed <= most;
    clear(row, "count");
    const chip = fields(row, "count").find((field) => /^\d/.test(field.value) && holds(rangeOf(field.value)));
    if (chip) chip.checked = true;
  }
  if (part !== "state" && fields(row, part).some((field) => (field.type === "text" ? field.value : field.checked))) {
    choose(row, "state", "some");
  }
}

function open(row) {
  shut();
  root.dataset.alone = "";
  row.dataset.open = "";
  const zone = row.closest(".face-zone");
  zone.dataset.open = "";
  zone.open = true;
  root.querySelector("[data-done]").hidden = false;
  light(row);
  row.querySelector("legend").focus();
}

function shut() {
  delete root.dataset.alone;
  root.querySelectorAll("[data-open]").forEach((each) => delete each.dataset.open);
  root.querySelector("[data-done]").hidden = true;
  light(null);
}

function leave() {
  const zone = root.querySelector(".face-zone[data-open]");
  shut();
  zone.open = false;
  zone.querySelector("summary").focus();
}

function light(row) {
  root.querySelectorAll("[data-current]").forEach((each) => delete each.dataset.current);
  if (row) root.querySelectorAll(`[data-region="${row.dataset.place}"]`).forEach((each) => (each.dataset.current = ""));
}

function showAll() {
  rows.forEach(paint);
  count();
}

// One event for the whole, so that it is saved once.
function changed(row) {
  fields(row, "state")[0].dispatchEvent(new Event("change", { bubbles: true }));
}

let rest = [];

function markRest(from, to, which) {
  const found = which.filter((row) => regionOf(row) && state(row) === from);
  found.forEach((row) => choose(row, "state", to));
  showAll();
  if (found.length) changed(found[0]);
  return found;
}

function toggleList(button) {
  const list = button.getAttribute("aria-pressed") !== "true";
  shut();
  button.setAttribute("aria-pressed", String(list));
  root.toggleAttribute("data-list", list);
  root.querySelectorAll(".face-zone").forEach((zone) => (zone.open = list));
}

function noneInTheRest() {
  rest = markRest("unseen", "none", rows);
  root.querySelector("[data-undo]").hidden = false;
  root.querySelector("[data-undo]").focus();
}

function undo(button) {
  markRest("none", "unseen", rest);
  rest = [];
  button.hidden = true;
  root.querySelector("[data-rest]").focus();
}

function pressed(event) {
  const to = event.target.closest("a[data-region]");
  const button = event.target.closest("button");
  if (to) {
    event.preventDefault();
    open(rows.find((row) => row.dataset.place === to.dataset.region));
  }
  if (button?.matches("[data-done]")) leave();
  if (button?.matches("[data-as-list]")) toggleList(button);
  if (button?.matches("[data-rest]")) noneInTheRest();
  if (button?.matches("[data-undo]")) undo(button);
}

function answered(event) {
  const row = event.target.closest("[data-place]");
  if (!row) return;
  settle(row, event.target.name.slice(row.dataset.place.length + 1));
  paint(row);
  count();
  say(row);
}

function start() {
  root = document.querySelector("[data-face-map]");
  if (!root) return;
  words = JSON.parse(root.dataset.words);
  rows = [...root.querySelectorAll("[data-place]")];
  rest = [];
  root.querySelector("[data-as-list]").hidden = false;
  root.querySelectorAll(".face-zone").forEach((zone) => (zone.open = Boolean(zone.querySelector(".place--wrong"))));
  showAll();
  root.addEventListener("change", answered);
  root.addEventListener("click", pressed);
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && "alone" in root.dataset) leave();
  });
  root.addEventListener("focusin", (event) => {
    if (!("alone" in root.dataset)) light(event.target.closest("[data-place]"));
  });
}

start();
// The page was put anew into the same window.
document.addEventListener("swapped", start);
// Coming back by the Back button, the browser fills the rows again without saying so.
window.addEventListener("pageshow", () => root && showAll());
