// Theme and text size at once, without leaving the page: what is typed stays.
const APPLIES = { system: "screen and (prefers-color-scheme: dark)", light: "not all", dark: "screen" };

function show(name, value) {
  const root = document.documentElement;
  if (name === "size") root.dataset.text = value;
  if (name === "theme") {
    root.dataset.theme = value;
    document.querySelector("link[data-dark]").media = APPLIES[value];
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const pressed = event.submitter;
  if (!form.matches("[data-look]") || !pressed) return;
  event.preventDefault();
  show(pressed.name, pressed.value);
  form.querySelectorAll(`[name="${pressed.name}"]`).forEach((button) => {
    button.setAttribute("aria-pressed", String(button === pressed));
  });
  await fetch(form.action, { method: "POST", body: new FormData(form, pressed), redirect: "manual" });
});
