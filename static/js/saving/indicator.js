// What the person is told about saving: one mark at the top of the page, and a bar where there is something to know.
// All words come from the template of the page. Ordinary saves are shown and never said aloud.
const BACK_FOR = 5_000;
const UNTIL_THE_DESK = 60_000;
const SAID = { trouble: "polite", offline: "assertive", conflict: "assertive", back: "polite" };

const mark = () => document.getElementById("save-indicator");
const words = () => document.getElementById("save-words").content;
let state = "";
let values = {};
let later;
let deskLater;

const header = document.querySelector("body > header");
let isFloating = false;

function look(name) {
  mark().className = `save-indicator save-indicator--${name}`;
  // Where a bar says the same, it is said once.
  mark().classList.toggle("save-indicator--floating", isFloating && name !== "offline");
}

if (header) {
  new IntersectionObserver(([seen]) => {
    isFloating = !seen.isIntersecting;
    if (state) look(state);
  }).observe(header);
}

function say(text, how) {
  if (how === "polite") return document.dispatchEvent(new CustomEvent("say", { detail: text }));
  document.getElementById("alert").textContent = text;
}

function filled(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    walker.currentNode.data = walker.currentNode.data.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");
  }
  return element;
}

// The words of a state; of those for several numbers, the ones that fit.
function wordsOf(name, count) {
  const found = [...words().querySelectorAll(`[data-state="${name}"]`)];
  const fits = found.find((each) => each.dataset.count === String(count)) ?? found.at(-1);
  return filled(fits.cloneNode(true));
}

export function show(name, more = {}) {
  const entered = name !== state;
  values = { ...values, ...more };
  state = name;
  clearTimeout(later);
  const text = wordsOf(name, values.count);
  look(name);
  mark().replaceChildren(...text.childNodes);
  if (entered && SAID[name]) say(mark().textContent.trim(), SAID[name]);
  if (name === "back") later = setTimeout(() => show("idle"), BACK_FOR);
  if (name === "offline") offline(entered);
  else if (["idle", "working", "back"].includes(name)) hideBar("offline");
}

// Back to what was true before there was something to decide.
export function calm() {
  state = "";
  if (values.time) return show("idle");
  mark().className = "save-indicator";
  mark().replaceChildren();
}

export const isOffline = () => state === "offline";

function offline(entered) {
  if (entered) {
    clearTimeout(deskLater);
    deskLater = setTimeout(tellTheDesk, UNTIL_THE_DESK);
  }
  const bar = bars("offline");
  bar.querySelector("[data-text]").textContent = mark().textContent.trim();
}

function tellTheDesk() {
  const line = document.body.classList.contains("patient-mode") && bars("offline").querySelector("[data-desk]");
  if (!isOffline() || !line) return;
  line.hidden = false;
  say(line.textContent, "polite");
}

// Continue was pressed and waits.
export function waiting() {
  const line = bars("offline").querySelector("[data-waiting]");
  line.hidden = false;
  say(line.textContent, "assertive");
}

export function notKept() {
  mark().title = words().querySelector("[data-not-kept]").textContent;
}

// Bars stand between the header and the page, so that a new page in the same window does not take them away.
function bars(name) {
  return document.querySelector(`[data-bar="${name}"]`) ?? notice(words().querySelector(`[data-bar="${name}"]`));
}

export function notice(model, more = {}) {
  values = { ...values, ...more };
  const element = filled(model.cloneNode(true));
  document.getElementById("main").before(element);
  return element;
}

function hideBar(name) {
  document.querySelector(`[data-bar="${name}"]`)?.remove();
}

// Nothing more is sent until the person has gone somewhere else: signed out, or on another tablet.
export function stopped(name, href) {
  if (document.querySelector(`[data-bar="${name}"]`)) return;
  const link = bars(name).querySelector("a");
  if (link) link.href = href;
  mark().replaceChildren();
  state = name;
  say(bars(name).querySelector("[data-text]").textContent.trim(), "assertive");
}

export function model(name) {
  return words().querySelector(`[data-panel="${name}"]`);
}
