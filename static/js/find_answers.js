// Looks for a question among many while typing. Without this script all of them are there to be read.
function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

export function findable(root = document) {
  root.querySelectorAll(".case-find[hidden]").forEach((field) => {
    field.hidden = false;
  });
}

document.addEventListener("input", (event) => {
  const box = event.target.closest("[data-find]");
  if (!box) return;
  const words = plain(box.value).split(/\s+/).filter(Boolean);
  box.closest("details").querySelectorAll("[data-answer]").forEach((row) => {
    const text = plain(row.textContent);
    row.hidden = !words.every((word) => text.includes(word));
  });
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("[data-find]")) event.preventDefault();
});

findable();
