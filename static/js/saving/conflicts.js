// Two answers to one question, or an answer that was not taken: both are shown, and the person decides.
import * as indicator from "./indicator.js";

const panels = () => [...document.querySelectorAll("[data-panel]")];

export function ask(change, { mine, theirs }) {
  const { kind, who, at, theirs: other, reason } = change.aside;
  const isConflict = kind === "changed";
  const own = { question: change.label, mine: change.words, theirs: other, who, at, reason };
  const panel = indicator.notice(indicator.model(isConflict ? "changed" : "refused"), own);
  if (!isConflict && reason) panel.querySelector("[data-reason]").textContent = reason;
  panel.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    panel.remove();
    if (!panels().length) indicator.calm();
    document.querySelector("main h1[tabindex]")?.focus();
    (button.matches("[data-mine]") ? mine : theirs)();
  });
  indicator.show(isConflict ? "conflict" : "refused", own);
}

export function toTheFirst() {
  panels()[0]?.focus();
}
