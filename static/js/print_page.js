// Printing from a page: by a button, which is there only where it works, or at once when the server sent us here to
// print. The mark is taken out of the address first, so that a reload prints nothing that was not written down.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

const address = new URL(location.href);
if (document.querySelector("[data-print-now]") && address.searchParams.has("print")) {
  address.searchParams.delete("print");
  history.replaceState(history.state, "", address);
  window.addEventListener("load", () => window.print());
}
