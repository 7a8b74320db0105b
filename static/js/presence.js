// Says every twenty seconds that somebody has this part open, and shows who else has. Silent while nobody looks.
const EVERY = 20_000;
const place = document.querySelector("[data-presence]");

function body(more) {
  const said = new FormData();
  said.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  said.set("parts", place.dataset.parts);
  said.set("code", place.dataset.code);
  for (const [name, value] of Object.entries(more)) said.set(name, value);
  return said;
}

async function beHere() {
  if (document.hidden) return;
  try {
    const answer = await fetch(place.dataset.to, { method: "POST", body: body({}), redirect: "manual" });
    if (answer.status !== 200) return;
    const html = (await answer.text()).trim();
    if (html !== place.innerHTML.trim()) place.innerHTML = html;
  } catch {
    // Without a connection nobody else can be seen; saving says so itself.
  }
}

if (place) {
  setInterval(beHere, EVERY);
  addEventListener("pagehide", () => navigator.sendBeacon(place.dataset.to, body({ leaving: "yes" })));
}
