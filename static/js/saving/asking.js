// Requests that may get no answer. `null` is "nobody knows what became of it": it has to be asked again, just the same.
const PATIENCE = [4_000, 8_000, 15_000, 30_000];
// The server cannot answer now; what was sent may or may not have been done.
const NOT_NOW = [408, 425, 429, 502, 503, 504];

const patience = (tries) => AbortSignal.timeout(PATIENCE[Math.min(tries, PATIENCE.length - 1)]);
const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

export async function save(url, body, tries) {
  const headers = { Accept: "application/json", "X-CSRFToken": token() };
  const sent = { method: "POST", headers, body: new URLSearchParams(body), redirect: "manual", keepalive: true };
  try {
    const answer = await fetch(url, { ...sent, signal: patience(tries) });
    const text = await answer.text();
    if (answer.status >= 500 || NOT_NOW.includes(answer.status)) return null;
    // Sent somewhere else: this window is not the one that writes this intake any more.
    if (answer.type === "opaqueredirect") return { status: 409, said: { kind: "moved" } };
    return { status: answer.status, said: read(text) };
  } catch {
    return null;
  }
}

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

// A whole page, after all redirects.
export async function page(url, body, tries) {
  try {
    const sent = body ? { method: "POST", body: new URLSearchParams(body) } : {};
    const answer = await fetch(url, { ...sent, signal: patience(tries) });
    const html = await answer.text();
    if (NOT_NOW.includes(answer.status)) return null;
    return { status: answer.status, url: answer.url, tree: new DOMParser().parseFromString(html, "text/html") };
  } catch {
    return null;
  }
}

// Says only whether the server can be reached. Without the session, so that waiting never makes one longer.
export async function ping(url) {
  try {
    const answer = await fetch(url, { credentials: "omit", cache: "no-store", signal: AbortSignal.timeout(4_000) });
    return answer.ok;
  } catch {
    return false;
  }
}
