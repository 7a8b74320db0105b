// In the patient's hand: asks after a while without a touch, and gives the tablet to the desk when nobody answers.
// What a script sends by itself is no touch; the server has a clock of its own.
const TOUCHES = ["pointerdown", "keydown", "input", "wheel", "touchmove"];
const dialog = document.getElementById("still-there");
const idle = Number(dialog.dataset.idle) * 1000;
const patience = Number(dialog.dataset.patience) * 1000;
const TELL_EVERY = 60_000;
const TRY_AGAIN = 10_000;
let touched = Date.now();
let told = touched;
let resting = false;

function touch() {
  if (resting || dialog.open) return;
  touched = Date.now();
  if (touched - told > TELL_EVERY) tell();
}

async function tell() {
  told = Date.now();
  const answer = await fetch(dialog.dataset.here, { redirect: "manual" }).catch(() => null);
  if (answer && answer.status === 409) location.replace(dialog.dataset.rested);
}

function carryOn() {
  touched = Date.now();
  tell();
}

async function rest() {
  resting = true;
  dialog.close();
  document.querySelectorAll(".tablet, .tablet-header, .skip-link").forEach((part) => part.remove());
  const curtain = document.getElementById("curtain");
  curtain.hidden = false;
  curtain.querySelector("h2").focus();
  const form = document.getElementById("rest");
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" }).catch(() => null);
  if (answer) location.replace(dialog.dataset.rested);
  else setTimeout(rest, TRY_AGAIN);
}

function look() {
  if (resting) return;
  const alone = Date.now() - touched;
  if (alone > idle + patience) rest();
  else if (alone > idle && !dialog.open) dialog.showModal();
}

TOUCHES.forEach((name) => document.addEventListener(name, touch, { passive: true, capture: true }));
dialog.addEventListener("close", () => resting || carryOn());
setInterval(look, Math.min(1000, idle / 4));
