// What is not on the server yet, kept on this tablet. Every piece is encrypted with a key that only the server gives
// out and that never leaves this page; nothing stands in clear, not even which question it is about.
const PREFIX = "pearl-";
const PIECES = "pieces";

const bytes = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
const said = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

async function nameOf(visit) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(visit));
  return PREFIX + Array.from(new Uint8Array(digest).slice(0, 16), (one) => one.toString(16).padStart(2, "0")).join("");
}

async function open(visit) {
  const request = indexedDB.open(await nameOf(visit), 1);
  request.onupgradeneeded = () => request.result.createObjectStore(PIECES);
  const database = await said(request);
  // Another tab that finishes the intake deletes the database; an open connection would hold it up.
  database.onversionchange = () => database.close();
  return database;
}

// Without a secure context there is no encryption, so nothing is kept: `isKept` tells the person.
const IN_MEMORY_ONLY = { isKept: false, all: async () => [], put: async () => {}, remove: async () => {} };

export async function openStore(visit, key) {
  if (!globalThis.crypto?.subtle || !globalThis.indexedDB) return IN_MEMORY_ONLY;
  try {
    const secret = await crypto.subtle.importKey("raw", bytes(key), "AES-GCM", false, ["encrypt", "decrypt"]);
    return encrypted(await open(visit), secret);
  } catch {
    return IN_MEMORY_ONLY;
  }
}

function encrypted(database, secret) {
  const pieces = (mode) => database.transaction(PIECES, mode, { durability: "strict" }).objectStore(PIECES);
  // One write after the other, so that an older state of a piece never replaces a newer one.
  let last = Promise.resolve();
  const inTurn = (write) => (last = last.then(write, write).catch(() => {}));

  async function sealed(text) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, secret, new TextEncoder().encode(text)) };
  }

  async function read({ iv, data }) {
    const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, secret, data);
    return JSON.parse(new TextDecoder().decode(text));
  }

  async function all() {
    const found = await said(pieces("readonly").getAll());
    const readable = await Promise.allSettled(found.map(read));
    return readable.filter((one) => one.status === "fulfilled").map((one) => one.value);
  }

  function put(piece) {
    const text = JSON.stringify(piece);
    return inTurn(async () => {
      const box = await sealed(text);
      await said(pieces("readwrite").put(box, piece.id));
    });
  }

  return { isKept: true, all, put, remove: (id) => inTurn(() => said(pieces("readwrite").delete(id))) };
}

// After the intake is finished or given back, of one visit or, where none is named, of all.
export async function forget(visit) {
  if (!globalThis.crypto?.subtle || !globalThis.indexedDB) return;
  const names = visit ? [await nameOf(visit)] : ((await indexedDB.databases?.()) ?? []).map((each) => each.name);
  names.filter((name) => name.startsWith(PREFIX)).forEach((name) => indexedDB.deleteDatabase(name));
}
