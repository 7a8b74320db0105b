// After a page or a swap the focus goes to the errors if there are any, else to the heading of a new page.
const summary = () => document.getElementById("error-summary");

function focusOn(element) {
  if (element) element.focus({ preventScroll: element.tagName === "H1" });
}

const heading = () => document.querySelector("main h1[tabindex]") || document.getElementById("main");
const comesFromLink = location.hash.length > 1;
if (!comesFromLink) focusOn(summary() || (document.querySelector("[autofocus]") ? null : heading()));

document.addEventListener("click", (event) => {
  const link = event.target.closest(".error-summary a");
  const control = link && document.getElementById(link.hash.slice(1));
  if (!control) return;
  event.preventDefault();
  (control.closest(".field") || control).scrollIntoView();
  control.focus({ preventScroll: true });
});

// Another page in the same window; `focus` names the field in which somebody stands, where the page was only renewed.
document.addEventListener("swapped", ({ detail }) => {
  focusOn((detail.focus && document.getElementById(detail.focus)) || summary() || heading());
});

// Words for the one polite live region, for other scripts: document.dispatchEvent(new CustomEvent("say", {detail}))
document.addEventListener("say", (event) => {
  document.getElementById("live").textContent = event.detail;
});
