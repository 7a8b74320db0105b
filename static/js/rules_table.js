// The rules as a grid: arrow keys move, Enter opens a cell's small form, Escape leaves it, Alt with an arrow moves the
// rule, Ctrl+Z and Ctrl+Y undo and redo without leaving the table. Everything is read and saved by the server's pages.
import { cellAt, openEditor } from "./rules/cell.js";

const table = () => document.querySelector("[data-rules]");
const say = (words) => document.dispatchEvent(new CustomEvent("say", { detail: words }));
const cellOf = (element) => element.closest?.("[data-rules] :is(td, th)");
const placeOf = (cell) => ({ code: cell.parentElement.id, column: cell.cellIndex, row: cell.parentElement.rowIndex });

function makeGrid() {
  const grid = table();
  if (!grid) return;
  grid.setAttribute("role", "grid");
  for (const cell of grid.querySelectorAll("tbody td")) cell.setAttribute("role", "gridcell");
  for (const cell of grid.querySelectorAll("td, th")) cell.tabIndex = -1;
  // A link in a cell is reached by Enter on the cell, so that Tab leaves the table at once.
  for (const link of grid.querySelectorAll("tbody a")) link.tabIndex = -1;
  const first = grid.tBodies[0]?.rows[0]?.cells[0];
  if (first) first.tabIndex = 0;
}

function goTo(cell) {
  if (!cell) return;
  for (const old of table().querySelectorAll("[tabindex='0']")) old.tabIndex = -1;
  cell.tabIndex = 0;
  cell.focus();
}

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function next(cell, event) {
  const rows = table().rows;
  const right = getComputedStyle(table()).direction === "rtl" ? -1 : 1;
  if (event.key === "Home") return rows[event.ctrlKey ? 0 : cell.parentElement.rowIndex].cells[0];
  if (event.key === "End") return [...rows[event.ctrlKey ? rows.length - 1 : cell.parentElement.rowIndex].cells].at(-1);
  const [down, along] = STEPS[event.key];
  return rows[cell.parentElement.rowIndex + down]?.cells[cell.cellIndex + along * right];
}

// The page again, with the focus in the same cell.
async function renew(address, place) {
  const answer = await fetch(address);
  if (!answer.ok) return location.assign(address);
  return put(await answer.text(), answer.url, place);
}

function put(html, address, place) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  document.querySelector("main").replaceWith(fresh.querySelector("main"));
  const shown = new URL(address);
  shown.searchParams.delete("saved");
  history.replaceState(null, "", shown);
  makeGrid();
  const row = document.getElementById(place.code) || table()?.rows[Math.min(place.row, table().rows.length - 1)];
  goTo(row?.cells[place.column]);
  const bar = document.querySelector(".saved-bar p");
  if (bar) say(bar.textContent.trim());
}

function edit(cell) {
  const place = placeOf(cell);
  const code = place.code.replace("part-", "");
  if (cell.tagName === "TH") return cell.querySelector("a") ? location.assign(cell.querySelector("a").href) : null;
  const address = cellAt(table(), code, cell.cellIndex);
  if (!address) return say(table().dataset.fixed);
  return openEditor(address, {
    saved: (html, to) => put(html, to, place),
    left: () => goTo(document.getElementById(place.code)?.cells[place.column]),
    none: () => say(table().dataset.fixed),
  });
}

function form(values) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  for (const [name, value] of Object.entries(values)) body.set(name, value);
  return body;
}

async function move(cell, to) {
  const place = placeOf(cell);
  const code = place.code.replace("part-", "");
  const body = form({ key: crypto.randomUUID(), parts: "rules", code, to });
  const answer = await fetch(table().dataset.move, { method: "POST", body, redirect: "manual" });
  if (answer.type !== "opaqueredirect") return;
  const words = table().dataset.moved;
  await renew(location.href, place);
  say(`${code} ${words} ${document.getElementById(place.code)?.dataset.place}`);
}

async function takeBack(which, place) {
  const pressed = document.querySelector(`form[data-${which}]`);
  if (!pressed || pressed.querySelector("button").disabled) return;
  const answer = await fetch(pressed.action, { method: "POST", body: new FormData(pressed) });
  if (!answer.ok) return location.assign(location.href);
  const here = new URL(location.href);
  here.searchParams.set("saved", new URL(answer.url).searchParams.get("saved") || "");
  await renew(here, place);
}

function onKey(event) {
  const cell = cellOf(event.target);
  if (!cell || event.target.closest("dialog")) return;
  const key = event.key.toLowerCase();
  if ((event.ctrlKey || event.metaKey) && (key === "z" || key === "y")) {
    event.preventDefault();
    event.stopImmediatePropagation();
    takeBack(key === "y" || event.shiftKey ? "redo" : "undo", placeOf(cell));
  } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    event.preventDefault();
    if (cell.closest("tbody")) move(cell, event.key === "ArrowUp" ? "up" : "down");
  } else if (event.key in STEPS || event.key === "Home" || event.key === "End") {
    event.preventDefault();
    goTo(next(cell, event));
  } else if ((event.key === "Enter" || event.key === "F2") && event.target === cell && cell.closest("tbody")) {
    event.preventDefault();
    edit(cell);
  }
}

document.addEventListener("keydown", onKey, true);
document.addEventListener("click", (event) => {
  const cell = cellOf(event.target);
  if (!cell || event.target.closest("a")) return;
  if (document.activeElement === cell && event.detail === 2 && cell.closest("tbody")) edit(cell);
  else goTo(cell);
});
makeGrid();
