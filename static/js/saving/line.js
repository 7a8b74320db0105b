// Changes on their way to the server, one at a time, in the order in which they were made. A change leaves the line
// only when the server has answered for it; one whose fate is unknown is sent again, the very same, with its key.
import * as asking from "./asking.js";
import * as indicator from "./indicator.js";
import { ask } from "./conflicts.js";

const AGAIN_AFTER = [1_000, 2_000, 4_000, 8_000, 15_000];
const PING_EVERY = 5_000;
const SILENCE = 3_900;

let line = [];
let where;
let store = { put() {}, remove() {} };
let isOpen = false;
// The state of the visit that the page shows; what is sent rests on it.
let revision;
let failures = 0;
let isBusy = false;
let isHeld = false;
let isStopped = false;
let wasOffline = false;
// The page shows answers that are not the present ones any more.
let isStale = false;
let retry;
let pinging;
let emptied = [];
let count = 0;

// What waits for the person, or is still being typed, is not on its way.
const next = () => line.find((change) => !change.aside && !change.isTyped);
export const isEmpty = () => !next();
export const hasStopped = () => isStopped;
export const isAsking = () => line.some((change) => change.aside);
export const mustRefresh = () => isStale;

export async function begin(place, opening) {
  where = place;
  adopt(place.revision);
  store = await opening;
  if (!store.isKept) indicator.notKept();
  const kept = (await store.all()).filter(isWhole);
  const earlier = kept.map((change) => ({ ...change, isEarlier: true, isTyped: false, ...inThisHand(change) }));
  line.forEach((change) => store.put(change));
  line = [...earlier.sort((one, other) => one.sequence - other.sequence), ...line];
  line.filter((change) => change.aside).forEach(putToThePerson);
  isOpen = true;
  run();
}

// Half a number or half a date is no answer; of a text everything that was typed counts.
const isWhole = (change) => !change.isTyped || change.isWords || store.remove(change.id);

// What was made ready in other hands, by the patient or before the tablet came back, is made ready anew. Should it have
// arrived all the same, the server knows that the answer stands there.
function inThisHand(change) {
  const isOurs = change.body?.some(([name, value]) => name === "patient" && value === where.patient);
  return change.body && !isOurs ? anew() : {};
}

// The page was read anew; everything on it is of this revision.
export function adopt(fresh) {
  revision = Number(fresh);
  isStale = false;
}

// The page was sent as a whole and taken; what was changed meanwhile rests on that.
export function rest(fresh) {
  line.filter((each) => !each.body && each.base === revision).forEach((each) => (each.base = Number(fresh)));
  adopt(fresh);
}

// Leaving the page would lose something.
export const wouldLose = () => !isEmpty() && !store.isKept;

export function add(change) {
  keep(change, false);
  tell(indicator.isOffline() ? "offline" : "working");
  return run();
}

// In the middle of a word nothing is sent; what is typed is only kept, should the browser die before the pause.
export function keep(change, isTyped = true) {
  const same = line.find((each) => each.place === change.place && !each.body && !each.aside);
  const kept = same ?? { ...anew(), id: randomKey(), base: revision };
  Object.assign(kept, change, { isTyped: isTyped && (!same || same.isTyped) });
  if (!same) line.push(kept);
  store.put(kept);
}

// What was typed was taken back before it was sent.
export function unkeep(place) {
  line.filter((change) => change.place === place && change.isTyped).forEach(drop);
}

// While two answers wait for a decision, the mark keeps pointing at them.
function tell(state, more = {}) {
  if (!isAsking() && !isStopped) indicator.show(state, { ...more, count: waitingFor() });
}

// Not sent yet. The clock counts for all tabs of this tablet: no number is ever used twice.
function anew() {
  count = Math.max(count + 1, Date.now());
  return { key: randomKey(), sequence: count, body: null };
}

const waitingFor = () => line.filter((change) => !change.aside && !change.isTyped).length;

function randomKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => one.toString(16).padStart(2, "0")).join("");
}

async function run() {
  if (!isOpen || isBusy || isHeld || isStopped) return;
  isBusy = true;
  clearTimeout(retry);
  try {
    while (next() && !isHeld && !isStopped && (await send(next())));
  } finally {
    isBusy = false;
  }
  if (isEmpty()) settled();
}

// True when the line may go on.
async function send(change) {
  if (!change.body) {
    const own = { patient: where.patient, revision: change.base, key: change.key, sequence: change.sequence };
    change.body = [...Object.entries(own), ...change.fields].map(([name, value]) => [name, String(value)]);
    await store.put(change);
  }
  const since = performance.now();
  const answer = await asking.save(change.isWhole ? where.places : where.save, change.body, failures);
  if (answer === null) return failed(performance.now() - since);
  reached();
  return taken(change, answer);
}

function taken(change, { status, said }) {
  if (status === 200) return saved(change, said);
  if (status === 422) return unfinished(change, said);
  if (status === 401 || status === 403) return stopSignedOut();
  if (said.kind === "moved") return stop("moved", where.held);
  if (said.kind === "later") return again(change, said.revision);
  return setAside(change, status === 409 ? said : {});
}

function saved(change, said) {
  settle(change, said);
  tell(isEmpty() ? "idle" : "working", { time: said.saved_at });
  return true;
}

// Kept on the server as it was typed; it is no answer, and only Continue says why.
function unfinished(change, said) {
  settle(change, said);
  tell("kept");
  return true;
}

function settle(change, said) {
  // Somebody else's change lies between what the page shows and this one, or the page does not show this one.
  if (change.base !== revision || change.isEarlier) isStale = true;
  if (change.base === revision) revision = said.revision;
  line.forEach((each) => {
    const rests = each.base === change.base || each.place === change.place;
    if (each !== change && !each.body && rests) each.base = said.revision;
  });
  drop(change);
  document.dispatchEvent(new CustomEvent("answersaved", { detail: { place: change.place, ...said } }));
}

function drop(change) {
  line = line.filter((each) => each !== change);
  store.remove(change.id);
}

// Other answers were changed meanwhile, not this one.
function again(change, present) {
  Object.assign(change, anew(), { base: present });
  return true;
}

function setAside(change, said) {
  change.aside = said;
  store.put(change);
  putToThePerson(change);
  return true;
}

function putToThePerson(change) {
  ask(change, {
    mine: () => {
      Object.assign(change, anew(), { aside: null, base: change.aside.revision });
      store.put(change);
      run();
    },
    theirs: () => {
      isStale = true;
      drop(change);
      run();
    },
  });
}

export function stopSignedOut() {
  const here = encodeURIComponent(location.pathname + location.search);
  return stop("signed_out", `${where.signIn}?next=${here}`);
}

function stop(why, href) {
  isStopped = true;
  line.forEach((change) => store.put(change));
  indicator.stopped(why, href);
  return false;
}

// Without a connection

// Twice refused, or once without a word for as long as it takes to wonder.
function failed(after) {
  failures += 1;
  trouble(failures > 1 || after > SILENCE);
  return false;
}

export function trouble(isCertain) {
  wasOffline ||= isCertain;
  indicator.show(isCertain || indicator.isOffline() ? "offline" : "trouble", { count: waitingFor() });
  clearTimeout(retry);
  retry = setTimeout(run, AGAIN_AFTER[Math.min(failures, AGAIN_AFTER.length) - 1] ?? 0);
  pinging ??= setInterval(async () => (await asking.ping(where.ping)) && document.dispatchEvent(new Event("reached")), PING_EVERY);
}

document.addEventListener("reached", () => run());
// The browser's own word is never believed, but it is a good moment to try.
window.addEventListener("online", () => document.dispatchEvent(new Event("reached")));

export function reached() {
  failures = 0;
  clearInterval(pinging);
  pinging = undefined;
}

export function backAgain() {
  reached();
  if (isEmpty()) settled();
}

// All is answered for.

function settled() {
  if (wasOffline && !isAsking()) {
    wasOffline = false;
    tell("back");
  }
  const waiting = emptied;
  emptied = [];
  waiting.forEach((go) => go());
  if (isStale) document.dispatchEvent(new Event("staleanswers"));
}

export const whenEmpty = () => (isEmpty() ? Promise.resolve() : new Promise((go) => emptied.push(go)));

// A page is being sent as a whole: nothing else goes out beside it.
export async function hold() {
  isHeld = true;
  while (isBusy) await new Promise((go) => setTimeout(go, 20));
}

export function goOn() {
  isHeld = false;
  return run();
}
