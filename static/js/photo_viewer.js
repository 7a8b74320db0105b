// The photo viewer: over the review as a dialog, and on its own page. Turning and full size need no request; another
// photo does, so that it is written down who looked at it.
const QUARTER = 90;
let dialog = null;
let opener = null;
let dragged = null;

const viewer = () => (dialog && dialog.open ? dialog : document).querySelector("[data-viewer]");
const inDialog = () => Boolean(dialog && dialog.open);

function makeDialog() {
  dialog = document.createElement("dialog");
  dialog.className = "viewer-dialog";
  dialog.setAttribute("aria-labelledby", "viewer-title");
  dialog.innerHTML = '<div data-viewer-place></div><p class="visually-hidden" role="status"></p>';
  dialog.addEventListener("close", closed);
  dialog.addEventListener("keydown", keepFocus);
  document.body.append(dialog);
}

async function bring(href, key) {
  let answer = null;
  try {
    answer = await fetch(href, { headers: { "Pearl-Part": "viewer" }, redirect: "manual" });
  } catch {
    // The page says what is wrong better than a half-empty dialog.
  }
  if (!answer || answer.status !== 200) return location.assign(href);
  const html = await answer.text();
  if (!dialog) makeDialog();
  dialog.dataset.at = href;
  dialog.querySelector("[data-viewer-place]").innerHTML = html;
  if (!dialog.open) dialog.showModal();
  ready(dialog);
  focusOn(key);
}

// In the viewer the addresses are those of its own page, whatever page it stands over.
function go(link) {
  const href = new URL(link.getAttribute("href"), here()).href;
  if (inDialog()) bring(href, link.dataset.go);
  else location.assign(href);
}

const here = () => (inDialog() ? dialog.dataset.at : location.href);

function focusOn(key) {
  const same = key && dialog.querySelector(`[data-go="${key}"]`);
  (same || dialog.querySelector("#viewer-title")).focus({ preventScroll: true });
  const words = ["#viewer-title", "[data-viewer-where] .numbers"].map((each) => dialog.querySelector(each).textContent);
  dialog.querySelector("[role=status]").textContent = words.join(". ");
}

function closed() {
  dialog.querySelector("[data-viewer-place]").replaceChildren();
  dialog.querySelector("[role=status]").textContent = "";
  const same = opener && (opener.isConnected ? opener : document.querySelector(`a[data-look][href="${opener.getAttribute("href")}"]`));
  if (same) same.focus();
}

// The browser's own buttons are not part of the dialog: after its last control comes its first.
function keepFocus(event) {
  if (event.key !== "Tab") return;
  const all = [...dialog.querySelectorAll("a[href], button:enabled, [tabindex='0']")].filter((each) => each.checkVisibility());
  const [first, last] = [all[0], all[all.length - 1]];
  const leaving = event.shiftKey ? [first, dialog.querySelector("#viewer-title")] : [last];
  if (!leaving.includes(document.activeElement)) return;
  event.preventDefault();
  (event.shiftKey ? last : first).focus();
}

// What does something here and leads nowhere is a button.
function ready(root) {
  root.querySelectorAll("a[data-do]").forEach((link) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = link.className;
    button.append(...link.childNodes);
    Object.assign(button.dataset, link.dataset);
    if (link.dataset.do === "size") button.setAttribute("aria-pressed", String("on" in link.dataset));
    link.replaceWith(button);
  });
  root.querySelectorAll("[data-stage] image").forEach((image) => image.addEventListener("error", () => unseen(image)));
}

function unseen(image) {
  image.closest("svg").setAttribute("hidden", "");
  image.closest("[data-stage]").querySelector("[data-unseen]").hidden = false;
}

function size(button) {
  const full = viewer().classList.toggle("viewer--full");
  button.setAttribute("aria-pressed", String(full));
  if (full) viewer().querySelectorAll("[data-stage]").forEach(centre);
}

function centre(stage) {
  stage.scrollTo((stage.scrollWidth - stage.clientWidth) / 2, (stage.scrollHeight - stage.clientHeight) / 2);
}

// By attributes: the box of the drawing turns with the photo, so that fitting and panning stay right.
function turn(button) {
  const svg = button.closest("figure").querySelector("svg");
  const image = svg.querySelector("image");
  const [width, height] = ["width", "height"].map((name) => Number(image.getAttribute(name)));
  const turned = (Number(svg.dataset.turn) + QUARTER) % 360;
  const [across, down] = { 0: [0, 0], 90: [height, 0], 180: [width, height], 270: [0, width] }[turned];
  const box = turned % 180 ? [height, width] : [width, height];
  svg.dataset.turn = turned;
  svg.setAttribute("viewBox", `0 0 ${box[0]} ${box[1]}`);
  svg.setAttribute("width", box[0]);
  svg.setAttribute("height", box[1]);
  image.setAttribute("transform", `translate(${across} ${down}) rotate(${turned})`);
}

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const it = event.target.closest("a[data-look], [data-do], [data-go], [data-close]");
  if (!it) return;
  if ("look" in it.dataset) {
    event.preventDefault();
    opener = it;
    bring(it.href);
  } else if (it.dataset.do) {
    event.preventDefault();
    (it.dataset.do === "turn" ? turn : size)(it);
  } else if (inDialog()) {
    event.preventDefault();
    if ("close" in it.dataset) dialog.close();
    else go(it);
  }
});

// Arrows lead to the photo on that side; in full size they move the photo that has the focus.
document.addEventListener("keydown", (event) => {
  const shown = viewer();
  if (!shown || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest("input, select, textarea")) return;
  if (shown.classList.contains("viewer--full") && event.target.closest("[data-stage]")) return;
  const onwards = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
  const link = shown.querySelector(`[data-go="${event.key === onwards ? "next" : "previous"}"]`);
  if (!link) return;
  event.preventDefault();
  go(link);
});

// A mouse takes hold of the photo; a finger moves it by itself.
document.addEventListener("pointerdown", (event) => {
  const stage = event.pointerType === "mouse" && !event.button && event.target.closest(".viewer--full [data-stage]");
  if (!stage) return;
  event.preventDefault();
  stage.focus({ preventScroll: true });
  stage.setPointerCapture(event.pointerId);
  dragged = stage;
});
document.addEventListener("pointermove", (event) => dragged && dragged.scrollBy(-event.movementX, -event.movementY));
["pointerup", "pointercancel"].forEach((name) => document.addEventListener(name, () => (dragged = null)));

ready(document);
