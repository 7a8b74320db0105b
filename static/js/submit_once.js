// A second tap while the first is on its way does nothing. The server is the guard; this only saves a wait.
// The button is never disabled: if no answer came after ten seconds it may be pressed again.
const PATIENCE = 10_000;

function release(form) {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented || "look" in form.dataset) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  if (event.submitter) setTimeout(() => form.dataset.sent && event.submitter.setAttribute("aria-busy", "true"), 400);
  setTimeout(() => release(form), PATIENCE);
});

// Coming back by the Back button shows the page as it was left.
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
