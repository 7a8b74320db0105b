// A changed answer is tried at once: the result takes its place on the page and is read out. The button does the same
// without this script. An answer to an earlier question never replaces that to a later one.
import "./find_answers.js";

const WAIT = 150;
const PATIENCE = 15_000;
const form = document.querySelector("form[data-try]");
const place = document.querySelector("[data-tried]");
let asked = 0;
let waiting;

function say(words) {
  document.dispatchEvent(new CustomEvent("say", { detail: words }));
}

function keepOpen(tree) {
  const open = [...place.querySelectorAll("details")].map((each) => each.open);
  tree.querySelectorAll("details").forEach((each, at) => {
    if (at < open.length) each.open = open[at];
  });
}

async function tryOut() {
  const mine = ++asked;
  place.setAttribute("aria-busy", "true");
  try {
    const sent = { method: "POST", body: new URLSearchParams(new FormData(form)), signal: AbortSignal.timeout(PATIENCE) };
    const answer = await fetch(window.location.pathname, sent);
    const tree = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-tried]");
    if (mine !== asked) return;
    if (!tree) throw new Error("no result");
    keepOpen(tree);
    place.replaceChildren(...tree.childNodes);
    say(place.querySelector("[data-said]").textContent.trim());
  } catch {
    if (mine === asked) say(form.dataset.trouble);
  } finally {
    if (mine === asked) place.removeAttribute("aria-busy");
  }
}

form.addEventListener("change", (event) => {
  if (event.target.matches("[data-find]")) return;
  clearTimeout(waiting);
  waiting = setTimeout(tryOut, WAIT);
});
