// The queue is asked for again while somebody looks at it; the answer is empty while nothing has changed. A list that
// changed takes the old one's place under the eyes of the reader: what had the focus keeps it, the row in view stays.
const EVERY = 15_000;
const MINUTE = 60_000;
const SETTLED = 1_500;
const place = document.querySelector("[data-queue]");
const words = document.querySelector("[data-queue-words]");
const lost = words.querySelector("[data-queue-lost]");
const next = document.querySelector("[data-queue-next]");
const list = () => place.querySelector("[data-version]");
const cases = () => new Set([...place.querySelectorAll("[data-case]")].map((row) => row.dataset.case));
let shownAt = Date.now();
let touchedAt = 0;
let asking = false;
let late = null;

const say = (text) => document.dispatchEvent(new CustomEvent("say", { detail: text }));

async function refresh() {
  if (document.hidden || asking || !place.isConnected) return;
  asking = true;
  try {
    const answer = await fetch(location.href, { headers: { "Pearl-Seen": list().dataset.version }, redirect: "manual" });
    if (answer.type === "opaqueredirect" || answer.status === 403) return signedOut();
    if (answer.status === 200) take(await answer.text());
    if (answer.ok) upToDate();
    else lost.hidden = false;
  } catch {
    // Nothing was lost: the list stays as it was, says so, and the next turn asks again.
    lost.hidden = false;
  } finally {
    asking = false;
  }
}

function upToDate() {
  lost.hidden = true;
  const now = new Date();
  words.querySelector("[data-queue-as-of]").textContent = `${now.getHours()}:${String(now.getMinutes()).padStart(2, "0")}`;
}

// A row must not slip away under a finger on its way to it.
function take(html) {
  const settled = touchedAt + SETTLED - Date.now();
  clearTimeout(late);
  if (settled > 0) late = setTimeout(() => take(html), settled);
  else show(html);
}

function show(html) {
  const before = cases();
  const focused = keyOf(document.activeElement);
  const row = rowInView(document.activeElement);
  const top = row && row.getBoundingClientRect().top;
  place.innerHTML = html;
  shownAt = Date.now();
  if (next && !next.contains(document.activeElement)) next.hidden = list().dataset.waiting === "0";
  if (focused) focusOn(focused);
  const same = row && place.querySelector(`[data-case="${row.dataset.case}"]`);
  if (same) scrollBy({ top: same.getBoundingClientRect().top - top, behavior: "instant" });
  announce([...cases()].filter((each) => !before.has(each)).length);
}

// Where the focus is, in words that find the same thing in the new list.
function keyOf(element) {
  if (!place.contains(element)) return null;
  const row = element.closest("[data-case]");
  if (!row) return { href: element.getAttribute("href") };
  return { id: row.dataset.case, what: element.closest("form") ? "button" : "a" };
}

function focusOn({ href, id, what }) {
  const links = [...place.querySelectorAll("a")];
  const same = id ? place.querySelector(`[data-case="${id}"] ${what}`) : links.find((link) => link.getAttribute("href") === href);
  (same || document.querySelector("main h1")).focus({ preventScroll: true });
}

function rowInView(focused) {
  const rows = [...place.querySelectorAll("[data-case]")];
  return rows.find((row) => row.contains(focused)) || rows.find((row) => row.getBoundingClientRect().top > 0);
}

function announce(fresh) {
  if (fresh) say(fresh === 1 ? words.dataset.one : words.dataset.several.replace("{n}", fresh));
}

// Nobody is signed in any more: the names go, and nothing asks again.
function signedOut() {
  clearInterval(polling);
  clearInterval(counting);
  clearTimeout(late);
  const hadFocus = place.contains(document.activeElement) || (next && next.contains(document.activeElement));
  place.remove();
  if (next) next.remove();
  lost.hidden = true;
  const over = words.querySelector("[data-queue-over]");
  over.hidden = false;
  if (hadFocus) over.querySelector("a").focus();
  say(over.textContent.trim());
}

// Minutes go on by themselves; they are no reason to fetch the list.
function countOn() {
  const gone = Math.floor((Date.now() - shownAt) / MINUTE);
  if (gone) place.querySelectorAll("[data-waited]").forEach((each) => write(each, Number(each.dataset.waited) + gone));
}

function write(each, minutes) {
  if (minutes >= 24 * 60) return;
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  each.textContent = hours
    ? words.dataset.hours.replace("{h}", hours).replace("{m}", rest)
    : words.dataset.minutes.replace("{n}", minutes);
  each.closest(".queue-wait").querySelector(".wait-so-far").setAttribute("width", Math.min(60, minutes));
}

["pointerdown", "pointermove"].forEach((name) => {
  place.addEventListener(name, () => (touchedAt = Date.now()), { passive: true });
});
const polling = setInterval(refresh, EVERY);
const counting = setInterval(countOn, MINUTE / 4);
document.addEventListener("visibilitychange", refresh);
addEventListener("online", refresh);
addEventListener("offline", () => (lost.hidden = !place.isConnected));
