// While a run goes on, how far it has come is asked for every second; when it is over the page is loaded anew.
const EVERY = 1_000;
const place = document.querySelector("[data-impact]");

async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch(place.dataset.impact, { redirect: "manual" });
    if (answer.status !== 200) return;
    place.innerHTML = await answer.text();
    if (place.querySelector("[data-over]")) location.reload();
  } catch {
    // Without a connection the last count stays; the next turn asks again.
  }
}

if (place) setInterval(look, EVERY);
