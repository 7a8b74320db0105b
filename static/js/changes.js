// Alt and an arrow go from change to change. Without this, the links beside each change do.
const list = document.querySelector("[data-changes]");

if (list) {
  const changes = [...list.children];
  document.querySelector(".changes-keys")?.removeAttribute("hidden");

  const show = (at) => {
    const change = changes[at];
    if (!change) return;
    change.scrollIntoView({ block: "start" });
    change.focus({ preventScroll: true });
  };

  const here = () => changes.findIndex((change) => change.contains(document.activeElement));

  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    if (event.target.matches("input, textarea, select")) return;
    event.preventDefault();
    const at = here();
    show(event.key === "ArrowDown" ? at + 1 : Math.max(at, 0) - (at > 0 ? 1 : 0));
  });

  list.addEventListener("click", (event) => {
    const link = event.target.closest("[data-next], [data-previous]");
    if (!link) return;
    event.preventDefault();
    show(changes.findIndex((change) => change.contains(link)) + (link.hasAttribute("data-next") ? 1 : -1));
  });
}
