// Photos are sent one at a time while the page stays usable. Each has its own state; nothing is kept in the browser.
// The server is the guard: a photo that was sent twice with its key is there once.
const page = document.querySelector("[data-photos]");
const words = page.querySelector("[data-photo-words]").dataset;
const sending = page.querySelector("[data-photo-sending]");
const going = page.querySelector("[data-photos-going]");
const PATIENCE = 120_000;
const queue = [];
let current = null;

const say = (text) => document.dispatchEvent(new CustomEvent("say", { detail: text }));
const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => one.toString(16).padStart(2, "0")).join("");

function count() {
  const left = page.querySelectorAll(".photo--sending:not([data-refused])").length;
  document.dispatchEvent(new CustomEvent("photos-to-send", { detail: left }));
  going.hidden = left === 0;
  going.querySelector("span").textContent = `${words.going} ${left}`;
}

function show(item, state, percent) {
  item.row.querySelector("[data-state]").textContent = state;
  const bar = item.row.querySelector("progress");
  if (percent === undefined) bar.removeAttribute("value");
  else bar.value = percent;
}

function add(form, file) {
  const row = sending.content.cloneNode(true).querySelector("li");
  const title = form.closest("section").querySelector("h3").textContent;
  row.querySelector(".photo-name").textContent = file.name;
  row.querySelectorAll("button .visually-hidden").forEach((each) => (each.textContent = `: ${title}, ${file.name}`));
  row.querySelector("progress").setAttribute("aria-label", `${title}, ${file.name}`);
  form.closest("section").querySelector("[data-photo-list]").append(row);
  const item = { form, file, row, title, key: newKey() };
  row.querySelector("[data-retry]").addEventListener("click", () => again(item));
  row.querySelector("[data-drop]").addEventListener("click", () => drop(item));
  if (file.size > Number(page.dataset.largest)) fail(item, words.large, false);
  else wait(item);
}

function wait(item) {
  delete item.row.dataset.failed;
  item.row.querySelectorAll("[data-fault], [data-retry], [data-drop]").forEach((each) => (each.hidden = true));
  item.row.querySelector("progress").hidden = false;
  show(item, words.waiting, 0);
  queue.push(item);
  count();
  next();
}

function again(item) {
  item.row.setAttribute("tabindex", "-1");
  item.row.focus({ preventScroll: true });
  wait(item);
}

function drop(item) {
  const heading = item.row.closest("section").querySelector("h3");
  item.row.remove();
  count();
  heading.setAttribute("tabindex", "-1");
  heading.focus();
}

function next() {
  if (current || !queue.length) return;
  current = queue.shift();
  send(current);
}

function send(item) {
  const body = new FormData(item.form);
  body.delete("camera");
  body.set("file", item.file);
  body.set("key", item.key);
  const request = new XMLHttpRequest();
  request.open("POST", page.dataset.action);
  request.setRequestHeader("Accept", "application/json");
  request.timeout = PATIENCE;
  request.upload.addEventListener("progress", (event) => {
    const percent = Math.floor((100 * event.loaded) / event.total);
    if (percent < 100) show(item, `${percent} %`, percent);
    else show(item, words.working);
  });
  request.addEventListener("load", () => done(item, request));
  ["error", "timeout", "abort"].forEach((name) => request.addEventListener(name, () => done(item, null)));
  show(item, "0 %", 0);
  request.send(body);
}

function done(item, request) {
  current = null;
  const answer = request && read(request);
  if (request && request.status === 201 && answer.photo) keep(item, answer.photo);
  else if (!request) fail(item, words.lost, true);
  else fail(item, answer.reason || otherwise(request), request.status !== 413 && request.status !== 422);
  next();
}

function read(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return {};
  }
}

function otherwise(request) {
  if (request.status === 413) return words.large;
  // A page to sign in at comes as an ordinary page.
  return request.status === 403 || request.status === 200 ? words.signedOut : words.other;
}

function keep(item, html) {
  const saved = document.createRange().createContextualFragment(html).querySelector("li");
  const there = [...page.querySelectorAll("[data-photo]")].find((each) => each.dataset.photo === saved.dataset.photo);
  const hadFocus = item.row.contains(document.activeElement);
  if (there) item.row.remove();
  else item.row.replaceWith(saved);
  if (hadFocus) (there || saved).querySelector("a").focus();
  say(`${words.saved}: ${(there || saved).querySelector("img").alt}`);
  count();
}

// What the server will never take may only be put aside; anything else may be tried again with the same key.
function fail(item, reason, mayRetry) {
  item.row.dataset.failed = "";
  item.row.toggleAttribute("data-refused", !mayRetry);
  const fault = item.row.querySelector("[data-fault]");
  fault.querySelector("span").textContent = reason;
  fault.hidden = false;
  item.row.querySelector("progress").hidden = true;
  item.row.querySelector("[data-state]").textContent = words.failed;
  item.row.querySelector("[data-retry]").hidden = !mayRetry;
  item.row.querySelector("[data-drop]").hidden = false;
  say(`${item.title}, ${item.file.name}. ${reason}`);
  count();
}

page.querySelectorAll("[data-photo-form]").forEach((form) => {
  form.dataset.ready = "";
  form.querySelectorAll("input[type=file]").forEach((input) => {
    if (input.name === "file") input.multiple = true;
    input.value = "";
    input.addEventListener("change", () => {
      const chosen = [...input.files];
      input.value = "";
      chosen.forEach((file) => add(form, file));
    });
  });
});

// The connection came back: what failed for want of it goes again.
addEventListener("online", () => {
  page.querySelectorAll(".photo--sending[data-failed]:not([data-refused]) [data-retry]").forEach((each) => each.click());
});

// A tablet that was left alone takes its page away first: then nothing may keep it from going.
addEventListener("beforeunload", (event) => {
  if (page.isConnected && page.querySelector(".photo--sending:not([data-refused])")) event.preventDefault();
});
