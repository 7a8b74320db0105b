// Ctrl+Z and Ctrl+Y press the workbench's own buttons. Inside a field they stay the field's own.
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  const key = event.key.toLowerCase();
  const wanted = key === "y" || (key === "z" && event.shiftKey) ? "redo" : key === "z" ? "undo" : "";
  if (!wanted || event.target.closest("input, textarea, select, [contenteditable]")) return;
  const button = document.querySelector(`form[data-${wanted}] button:not(:disabled)`);
  if (!button) return;
  event.preventDefault();
  // Whoever has typed something is not taken to another page.
  if (document.dispatchEvent(new CustomEvent("undokey", { cancelable: true }))) button.click();
});
