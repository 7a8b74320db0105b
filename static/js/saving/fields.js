// The rows of a screen: which question a field belongs to, what was said, and which rows are on the way.
const DATE_IS_WHOLE = /^\d{1,2}\/\d{1,2}\/\d{4}$/;

export const rowOf = (field) => field.closest("form[data-save] [data-question]");
export const rows = () => [...document.querySelectorAll("form[data-save] [data-question]")];

export function kindOf(field) {
  if (field.matches("[type=radio], [type=checkbox], select")) return "choice";
  if (field.closest(".date-parts")) return "date";
  return field.closest(".stepper") ? "number" : "text";
}

export function isWholeDate(field) {
  const parts = [...field.closest(".date-parts").querySelectorAll("input")];
  return parts.every((part) => part.value) && DATE_IS_WHOLE.test(inOrder(parts).join("/"));
}

function inOrder(parts) {
  const value = (end) => parts.find((part) => part.name.endsWith(end))?.value.trim();
  return [value("_day"), value("_month"), value("_year")];
}

export function saidIn(row) {
  const names = new Set([...row.querySelectorAll("[name]")].map((field) => field.name));
  return [...new FormData(row.closest("form"))].filter(([name]) => names.has(name));
}

// One change: where it belongs, what is sent of it, and how it reads, should somebody else have answered differently.
export function changeOf(row) {
  const { screen, area } = row.closest("form").dataset;
  const { question } = row.dataset;
  return {
    place: JSON.stringify([screen, area, question]),
    isWords: row.querySelector("textarea") !== null,
    fields: [...saidIn(row), ["screen", screen], ["area", area], ["question", question]],
    label: row.querySelector(".field-label")?.textContent.trim() ?? "",
    words: inWords(row),
  };
}

function inWords(row) {
  const chosen = [...row.querySelectorAll("input:checked")].map((field) =>
    field.closest(".tile").querySelector(".tile-text").firstChild.textContent.trim(),
  );
  const typed = [...row.querySelectorAll("input:not([type=radio], [type=checkbox]), textarea")];
  return [...chosen, typed.map((field) => field.value.trim()).filter(Boolean).join(" ")].filter(Boolean).join(", ");
}

export function showRows(place, shown) {
  const [screen, area, question] = JSON.parse(place);
  const form = document.querySelector("form[data-save]");
  if (!form || form.dataset.screen !== screen || form.dataset.area !== area) return;
  const all = [...form.querySelectorAll("[data-question]")];
  const answered = all.findIndex((row) => row.dataset.question === question);
  all.forEach((row, at) => {
    const hide = !shown.includes(row.dataset.question);
    // A row never disappears from under a hand, and none above it: nothing moves where somebody is about to tap.
    if (!hide || (at > answered && !row.contains(document.activeElement))) row.hidden = hide;
  });
}
