// Minus and plus beside a number. The box stays a box to type in.
function number(text, otherwise) {
  return text !== undefined && text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : otherwise;
}

function press(button) {
  const { step, least, most } = button.parentElement.dataset;
  const box = button.parentElement.querySelector("input");
  const size = number(step, 1);
  const by = Number(button.dataset.by);
  const start = by > 0 ? number(least, 0) - size : number(least, 0);
  const wanted = number(box.value, Math.max(start, -size)) + by * size;
  const held = Math.min(number(most, Infinity), Math.max(number(least, -Infinity), wanted));
  box.value = String(Number(held.toFixed(4)));
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.dispatchEvent(new Event("change", { bubbles: true }));
  document.dispatchEvent(new CustomEvent("say", { detail: box.value }));
}

function show(root) {
  root.querySelectorAll(".stepper button[hidden]").forEach((button) => (button.hidden = false));
}

show(document);
document.addEventListener("swapped", () => show(document));
document.addEventListener("click", (event) => {
  const button = event.target.closest(".stepper button");
  if (button) press(button);
});
