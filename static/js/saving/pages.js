// From one screen to the next without loading the page anew: what is sent and what comes back are those of the plain
// form, only put into the same window. A page that needs other scripts, or belongs to no intake, is loaded as ever.
import * as asking from "./asking.js";
import * as conflicts from "./conflicts.js";
import * as indicator from "./indicator.js";
import * as line from "./line.js";

const AGAIN_AFTER = [1_000, 2_000, 4_000, 8_000, 15_000];
const BUSY_AFTER = 400;
const UNTIL_WORDS = 4_000;
const NOT_HERE = [401, 403];

let isGoing = false;
let wanted = "";
let renewing = Promise.resolve();

const place = (tree) => tree.getElementById("saving")?.dataset;

// Around it stays what belongs to the window: the header, and in the patient's hand the question whether they are there.
const part = (tree) => tree.querySelector("main .tablet") ?? tree.getElementById("main");

// Of this visit, and without scripts of its own, which only a page that is loaded starts.
function fits(tree) {
  const [here, there] = [place(document), place(tree)];
  return Boolean(here && there && here.visit === there.visit && there.swap);
}

// Forward: a form that was pressed.

export async function send(form, pressed) {
  if (isGoing) return line.isEmpty() || !indicator.isOffline() ? undefined : indicator.waiting();
  isGoing = true;
  const busy = setTimeout(() => pressed?.setAttribute("aria-busy", "true"), BUSY_AFTER);
  try {
    await saved();
    if (line.isAsking()) return conflicts.toTheFirst();
    await renewing;
    if (line.mustRefresh()) await renew(() => true);
    await line.hold();
    await goFrom(form, pressed);
  } finally {
    isGoing = false;
    clearTimeout(busy);
    pressed?.removeAttribute("aria-busy");
    line.goOn();
  }
}

const target = (form, pressed) => (pressed?.hasAttribute("formaction") ? pressed.formAction : form.action);

// Answers of somebody else may have come onto the page since it was pressed: going on from it overwrites none of them,
// but what says that all of them are right is for the person to say again.
function goFrom(form, pressed) {
  if (form.isConnected) return go(form, pressed);
  const now = document.querySelector("main form[data-save]");
  if (!now) return;
  const same = [...now.elements].find((each) => each.type === "submit" && target(now, each) === target(form, pressed));
  return go(now, same);
}

async function saved() {
  const words = setTimeout(() => indicator.isOffline() && indicator.waiting(), UNTIL_WORDS);
  if (indicator.isOffline()) indicator.waiting();
  await line.whenEmpty();
  clearTimeout(words);
}

async function go(form, pressed) {
  if ("saveWhole" in form.dataset) return natively(form, pressed);
  const body = [...new FormData(form, pressed)];
  const answer = await untilAnswered(target(form, pressed), body);
  if (NOT_HERE.includes(answer.status)) return line.stopSignedOut();
  // What was changed while nobody answered belongs to this page: it is saved first, and Continue is pressed again.
  document.dispatchEvent(new Event("leavingpage"));
  if (!line.isEmpty()) return answer.status < 400 && place(answer.tree) && line.rest(place(answer.tree).revision);
  if (answer.status >= 400) return show(answer);
  return follow(answer);
}

// Its page has scripts of its own, which only a new page starts.
function natively(form, pressed) {
  form.dataset.ready = "yes";
  form.requestSubmit(pressed);
}

async function untilAnswered(url, body) {
  for (let tries = 0; ; tries += 1) {
    const answer = await asking.page(url, body, tries);
    if (answer) {
      if (tries) line.backAgain();
      return answer;
    }
    line.trouble(true);
    indicator.waiting();
    await again(tries);
  }
}

function again(tries) {
  const wait = new Promise((resume) => setTimeout(resume, AGAIN_AFTER[Math.min(tries, AGAIN_AFTER.length - 1)]));
  const ping = new Promise((resume) => document.addEventListener("reached", resume, { once: true }));
  return Promise.race([wait, ping]);
}

function follow(answer) {
  if (!fits(answer.tree)) return location.assign(answer.url);
  if (answer.url !== location.href) history.pushState({}, "", answer.url);
  show(answer);
}

// Back: a link of the page, or the browser's own buttons.

export async function open(url, { isNew }) {
  // Of several quick steps back the last one counts.
  wanted = url;
  if (isGoing) return;
  isGoing = true;
  try {
    await saved();
    let answer;
    for (let asked; asked !== wanted; ) answer = await untilAnswered((asked = wanted), null);
    if (!fits(answer.tree)) return location.assign(answer.url);
    if (isNew) history.pushState({}, "", answer.url);
    else if (answer.url !== location.href) history.replaceState({}, "", answer.url);
    show(answer);
  } finally {
    isGoing = false;
  }
}

// The page as it is now on the server, unless somebody has begun to write; the hand stays where it was.
export async function refresh(isFree) {
  if (isGoing || !isFree()) return;
  renewing = renew(isFree);
  await renewing;
}

async function renew(isFree) {
  if (!place(document)?.swap) return location.reload();
  const answer = await untilAnswered(location.href, null);
  if (!fits(answer.tree)) return location.assign(answer.url);
  if (!isFree() || !line.isEmpty()) return;
  const held = document.activeElement.id;
  put(answer.tree);
  document.dispatchEvent(new CustomEvent("swapped", { detail: { focus: held } }));
}

function show(answer) {
  put(answer.tree);
  scrollTo(0, 0);
  document.dispatchEvent(new CustomEvent("swapped", { detail: {} }));
}

function put(tree) {
  document.title = tree.title;
  document.body.className = tree.body.className;
  part(document).replaceWith(document.adoptNode(part(tree)));
  if (place(document)) line.adopt(place(document).revision);
}
