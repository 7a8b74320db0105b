// Ctrl+Enter does the main thing of the page; Escape closes what was opened last.
let opened = [];

function mainAction() {
  const action = document.querySelector("[data-main-action]");
  if (!action) return;
  if (action instanceof HTMLFormElement) action.requestSubmit(action.querySelector("button:not([type=button])"));
  else action.click();
}

function closeLast() {
  while (opened.length) {
    const fold = opened.pop();
    if (!fold.isConnected || !fold.open) continue;
    fold.open = false;
    fold.querySelector("summary").focus();
    return true;
  }
  return false;
}

export function keys() {
  document.addEventListener(
    "toggle",
    ({ target }) => {
      opened = opened.filter((fold) => fold !== target);
      if (target.open && target.matches("#review details")) opened.push(target);
    },
    true,
  );
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      mainAction();
    } else if (event.key === "Escape" && closeLast()) event.preventDefault();
  });
}
