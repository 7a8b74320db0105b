// A signature drawn in an SVG: strokes of whole points in thousandths of the field's width. They are kept by the server
// after each stroke and written into the form; the picture is always drawn from them, so no turn of the screen loses it.
const EDGE = 1000;
const MOST_STROKES = 100;
const MOST_POINTS = 4000;
const NEAR = 2;
const AGAIN = 3000;

const pad = document.querySelector("[data-signature]");
const form = pad && pad.closest("form");
const field = pad && pad.querySelector("svg");
const input = form && form.querySelector("[name=strokes]");
const state = pad && pad.querySelector("[data-state]");

let strokes = [];
let pen = null;
let low = EDGE;
let sending = false;
let unsent = false;

const points = () => strokes.reduce((sum, stroke) => sum + stroke.length, 0);
const line = (stroke) => `M${stroke.map(([x, y]) => `${x} ${y}`).join("L")}${stroke.length === 1 ? "h0" : ""}`;

function draw() {
  field.querySelector(".signature-ink").setAttribute("d", strokes.map(line).join(""));
}

// The field keeps its height; where it became too flat for what is drawn, the drawing gets smaller as a whole.
function fit() {
  const { width, height } = field.getBoundingClientRect();
  if (!width) return;
  const deepest = strokes.reduce((most, stroke) => stroke.reduce((sofar, [, y]) => Math.max(sofar, y), most), 0);
  low = Math.min(EDGE, Math.max(Math.round((height / width) * EDGE), deepest));
  field.setAttribute("viewBox", `0 0 ${EDGE} ${low}`);
  field.querySelector("rect").setAttribute("height", low);
  for (const end of ["y1", "y2"]) field.querySelector("line").setAttribute(end, Math.round(low * 0.75));
  draw();
}

function place(event) {
  const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(field.getScreenCTM().inverse());
  return { x: Math.round(at.x), y: Math.round(at.y), inside: at.x >= 0 && at.x <= EDGE && at.y >= 0 && at.y <= low };
}

function add(event) {
  const { x, y } = place(event);
  const next = [Math.min(EDGE, Math.max(0, x)), Math.min(low, Math.max(0, y))];
  const stroke = strokes.at(-1);
  const last = stroke.at(-1);
  if (last && Math.hypot(next[0] - last[0], next[1] - last[1]) < NEAR) return;
  if (points() < MOST_POINTS) stroke.push(next);
}

field?.addEventListener("pointerdown", (event) => {
  if (pen !== null || event.button !== 0 || strokes.length >= MOST_STROKES || !place(event).inside) return;
  event.preventDefault();
  pen = event.pointerId;
  field.setPointerCapture(pen);
  strokes.push([]);
  add(event);
  draw();
});

field?.addEventListener("pointermove", (event) => {
  if (event.pointerId !== pen) return;
  const between = event.getCoalescedEvents?.() ?? [];
  (between.length ? between : [event]).forEach(add);
  draw();
});

for (const end of ["pointerup", "pointercancel"]) {
  field?.addEventListener(end, (event) => {
    if (event.pointerId !== pen) return;
    pen = null;
    if (!strokes.at(-1).length) strokes.pop();
    changed();
  });
}

function changed() {
  input.value = strokes.length ? JSON.stringify(strokes) : "";
  fit();
  unsent = true;
  send();
}

// One at a time, always everything: whatever comes last is what there is.
async function send() {
  if (sending || !unsent) return;
  sending = true;
  unsent = false;
  state.textContent = pad.dataset.saving;
  const answer = await put();
  sending = false;
  if (answer.lost) {
    unsent = true;
    state.textContent = pad.dataset.lost;
    setTimeout(send, AGAIN);
  } else if (unsent) send();
  else state.textContent = answer.reason || (strokes.length ? pad.dataset.saved : pad.dataset.empty);
}

async function put() {
  const value = (name) => form.elements[name].value;
  const body = { strokes, wording_sha256: value("wording_sha256"), language: value("language"), patient: value("patient") };
  const headers = { "Content-Type": "application/json", "X-CSRFToken": value("csrfmiddlewaretoken") };
  try {
    const answer = await fetch(pad.dataset.href, { method: "POST", body: JSON.stringify(body), headers, redirect: "manual" });
    return answer.ok || answer.status === 409 || answer.status === 422 ? await answer.json() : { lost: true };
  } catch {
    return { lost: true };
  }
}

function begin() {
  try {
    strokes = JSON.parse(input.value || "[]");
  } catch {
    strokes = [];
  }
  pad.hidden = false;
  pad.querySelector("[data-undo]").addEventListener("click", () => strokes.pop() && changed());
  pad.querySelector("[data-clear]").addEventListener("click", () => {
    strokes = [];
    changed();
  });
  new ResizeObserver(() => pen === null && fit()).observe(field);
  addEventListener("online", send);
}

if (input) begin();
