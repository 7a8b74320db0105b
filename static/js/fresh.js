// A page that the browser kept in memory may belong to somebody who has given this tablet away: it is put away blank
// and asked for again when somebody comes back to it.
const asleep = "asleep";

window.addEventListener("pagehide", (event) => {
  if (event.persisted) document.documentElement.classList.add(asleep);
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
