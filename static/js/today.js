// The list of the day is asked for again while somebody looks at it; the answer is empty while nothing has changed.
const EVERY = 20_000;
const place = document.querySelector("[data-today]");
const seen = () => place.querySelector("[data-version]").dataset.version;
const inUse = () => document.hidden || place.contains(document.activeElement);

async function refresh() {
  if (inUse()) return;
  try {
    const answer = await fetch(location.href, { headers: { "Pearl-Seen": seen() } });
    if (answer.status !== 200 || answer.redirected || inUse()) return;
    place.innerHTML = await answer.text();
    document.dispatchEvent(new Event("listchange"));
  } catch {
    // Without a connection the list stays as it was; the next turn asks again.
  }
}

setInterval(refresh, EVERY);
document.addEventListener("visibilitychange", refresh);
