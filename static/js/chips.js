// Placeholders of a text as chips: pressed they stand at the cursor, and they are deleted as a whole. Without this
// script they are typed; the server refuses half of one.
const PLACEHOLDER = /\{[a-z_]+\}/g;

function changed(box) {
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function showUsed(box) {
  const line = document.querySelector(`[data-used-of="${CSS.escape(box.id)}"]`);
  const known = [...document.querySelectorAll(`[data-into="${CSS.escape(box.id)}"]`)];
  for (const chip of known) chip.setAttribute("aria-pressed", String(box.value.includes(chip.dataset.insert)));
  if (line) line.hidden = !known.some((chip) => box.value.includes(chip.dataset.insert));
}

function insert(chip) {
  const box = document.getElementById(chip.dataset.into);
  box.focus();
  box.setRangeText(chip.dataset.insert, box.selectionStart, box.selectionEnd, "end");
  changed(box);
}

// The placeholder that a key press would cut into, if there is one.
function cutInto(box, back) {
  const at = box.selectionStart;
  if (at !== box.selectionEnd) return null;
  for (const found of box.value.matchAll(PLACEHOLDER)) {
    const [start, end] = [found.index, found.index + found[0].length];
    if (back ? start < at && at <= end : start <= at && at < end) return [start, end];
  }
  return null;
}

document.addEventListener("click", (event) => {
  const chip = event.target.closest("[data-insert]");
  if (chip) insert(chip);
});
document.addEventListener("beforeinput", (event) => {
  const box = event.target;
  if (!box.matches?.("textarea.words-box") || !event.inputType.startsWith("deleteContent")) return;
  const whole = cutInto(box, event.inputType.endsWith("Backward"));
  if (!whole) return;
  event.preventDefault();
  box.setRangeText("", ...whole, "end");
  changed(box);
});
document.addEventListener("input", (event) => event.target.matches("textarea.words-box") && showUsed(event.target));

for (const chip of document.querySelectorAll("[data-insert]")) chip.hidden = false;
for (const plain of document.querySelectorAll("[data-plain]")) plain.hidden = true;
for (const box of document.querySelectorAll("textarea.words-box")) showUsed(box);
