// The small form of one cell, taken out of its own page and shown over the table.
const editor = () => document.querySelector(".cell-editor");

export function cellAt(table, code, column) {
  const name = table.tHead.rows[0].cells[column].dataset.name;
  if (!name) return "";
  const address = table.dataset.cell.replace("CODE", code).replace("NAME", name);
  return `${address}?back=${encodeURIComponent(location.search)}`;
}

function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html").querySelector(".cell-form");
  // The page of the table has its own heading.
  const old = page.querySelector("h1");
  const heading = document.createElement("h2");
  heading.id = old.id;
  heading.append(...old.childNodes);
  old.replaceWith(heading);
  editor().replaceChildren(page);
  if (!editor().open) editor().showModal();
  const wrong = page.querySelector("#error-summary");
  (wrong || page.querySelector("textarea, select, input:not([type=hidden]), summary")).focus();
}

export async function openEditor(address, done) {
  const answer = await fetch(address);
  if (!answer.ok) return done.none();
  show(await answer.text());
  const dialog = editor();
  let isSaved = false;
  dialog.onclose = () => { if (!isSaved) done.left(); };
  dialog.onclick = (event) => {
    if (!event.target.closest("[data-leave]")) return;
    event.preventDefault();
    dialog.close();
  };
  dialog.onsubmit = async (event) => {
    event.preventDefault();
    const sent = await fetch(event.target.action, { method: "POST", body: new FormData(event.target) });
    const html = await sent.text();
    if (!sent.ok) return html.includes("cell-form") ? show(html) : event.target.submit();
    if (html.includes("cell-form")) return dialog.close();
    isSaved = true;
    dialog.close();
    return done.saved(html, sent.url);
  };
}
