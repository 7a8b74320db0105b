// How long a text is, beside it, while it is written.
export function countCharacters() {
  for (const shown of document.querySelectorAll("[data-length-of]")) {
    const area = document.getElementById(shown.dataset.lengthOf);
    area?.addEventListener("input", () => { shown.textContent = [...area.value].length; });
  }
}
