// The page as it is now in place of what stood there: what was open stays open, and the focus never falls to the body.
const main = (tree) => tree.getElementById("main");
const place = (tree) => tree.getElementById("review");
const openFolds = () => [...document.querySelectorAll("#review details[open][id]")].map((fold) => fold.id);
const shutFolds = () => [...document.querySelectorAll("#review details:not([open])[id]")].map((fold) => fold.id);

// False for a page that is not the review of this visit.
export function put(tree, form) {
  if (!place(tree) || place(tree).dataset.visit !== place(document).dataset.visit) return false;
  const held = document.activeElement.id;
  const heading = form.closest("[id^=area-], .red-flags")?.id;
  const [open, shut] = [openFolds(), shutFolds()];
  document.title = tree.title;
  main(document).replaceChildren(...document.adoptNode(main(tree)).childNodes);
  fold(open, true);
  fold(shut, false);
  const to = target(held, heading);
  document.dispatchEvent(new CustomEvent("swapped", { detail: { focus: to } }));
  const said = place(document).dataset.said;
  if (said) document.dispatchEvent(new CustomEvent("say", { detail: said }));
  return true;
}

function fold(ids, isOpen) {
  ids.forEach((id) => {
    const found = document.getElementById(id);
    if (found instanceof HTMLDetailsElement) found.open = isOpen;
  });
}

// Errors first; then the control that is still there, the next flag to answer, or the heading of what was changed.
function target(held, heading) {
  if (document.getElementById("error-summary")) return "error-summary";
  if (held && document.getElementById(held)?.checkVisibility()) return held;
  if (heading?.startsWith("area-") && document.getElementById(`${heading}-title`)) return `${heading}-title`;
  return document.querySelector(".flag--open h3")?.id ?? "suggestion";
}
