/**
 * Shows what is only on this device and saves it as the same sealed file the app makes, without any code of the app: for the
 * day the app itself does not start. It opens databases in whatever version they are and only reads.
 */
const MARK = 'TRZSFERY';
const FORMAT = 1;
const INFO = 'trzy-sfery/emergency/1';
const CURVE = { name: 'ECDH', namedCurve: 'P-256' };
const PREFIX = 'trzy-sfery:';
const FILES = 'trzy-sfery-blobs:';

const list = document.getElementById('found');
const bytesOf = (text) => new TextEncoder().encode(text);

function say(text, ...more) {
  const item = document.createElement('li');
  const line = document.createElement('p');
  line.textContent = text;
  item.append(line, ...more);
  list.append(item);
  return item;
}

async function names() {
  if (indexedDB.databases) {
    const all = await indexedDB.databases();
    return all.map(({ name }) => name).filter((name) => name.startsWith(PREFIX) && !name.endsWith(':check'));
  }
  try {
    return [PREFIX + JSON.parse(localStorage.getItem('account')).account];
  } catch {
    return [];
  }
}

function opened(name) {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(name);
    asked.onupgradeneeded = () => asked.transaction.abort();
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
    setTimeout(() => reject(new Error('no answer')), 5000);
  });
}

function one(db, table, key) {
  return new Promise((resolve, reject) => {
    const asked = db.transaction(table).objectStore(table).get(key);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

function rows(db, table) {
  if (!db.objectStoreNames.contains(table)) return Promise.resolve([]);
  return new Promise((resolve, reject) => {
    const asked = db.transaction(table).objectStore(table).getAll();
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

/** What a row says; null when it is sealed for the app alone. */
const inside = (row) =>
  row.c && typeof row.c.sealed === 'object' && !ArrayBuffer.isView(row.c.sealed) ? row.c.sealed : null;

/** The files that the server may lack: those whose keys were sealed to it, and how many were not. */
async function waitingFiles(account) {
  const name = FILES + account;
  if (indexedDB.databases && !(await indexedDB.databases()).some((one) => one.name === name))
    return { ready: [], bare: 0 };
  const db = await opened(name);
  try {
    const due = (await rows(db, 'files')).filter((row) => row.due === 1);
    return { name, ready: due.filter((row) => row.p), bare: due.filter((row) => !row.p).length };
  } finally {
    db.close();
  }
}

/** One file as src/sync/emergency.ts FILE_PART says: its pieces as they lie at rest, read one by one. */
async function filePart(db, row, ticket) {
  const pieces = [];
  for (let n = 0; ; n++) {
    const piece = await one(db, 'pieces', [row.key, n]);
    if (!piece) break;
    pieces.push(new Blob([piece.c]));
  }
  const senders = ticket.by === row.by ? [row.by] : [ticket.by, row.by];
  const item = (by, name, p) => ({ by: senders.indexOf(by), name, c: base64url(p) });
  const head = bytesOf(
    JSON.stringify({
      senders,
      ticket: item(ticket.by, 'ticket', ticket.p),
      key: item(row.by, row.key, row.p),
      pieces: pieces.map(({ size }) => size),
    }),
  );
  return new Blob([bytesOf('TRZSFILE'), Uint8Array.of(1), length(head.length), head, ...pieces]);
}

function length(n) {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, n);
  return bytes;
}

/** The text with its files after it, as src/sync/emergency.ts PARTS says. */
async function withFiles(text, { name, ready }, ticket) {
  const db = await opened(name);
  try {
    const parts = [new Blob([text])];
    for (const row of ready) parts.push(await filePart(db, row, ticket));
    return [bytesOf('TRZSPART'), Uint8Array.of(1), ...parts.flatMap((part) => [length(part.size), part])];
  } finally {
    db.close();
  }
}

async function contents(name) {
  const files = await waitingFiles(name.slice(PREFIX.length)).catch(() => ({ ready: [], bare: 0 }));
  const db = await opened(name);
  try {
    const outbox = (await rows(db, 'outbox')).sort((a, b) => a.n - b.n);
    const drafts = (await rows(db, 'drafts')).map(inside).filter(Boolean);
    const base = new Map((await rows(db, 'base')).map(({ id, scope }) => [id, scope]));
    for (const { ids, scope } of await rows(db, 'heads')) {
      for (const id of typeof ids === 'string' ? ids.split('\n') : []) base.set(id, base.get(id) ?? scope);
    }
    for (const { id, scope } of outbox) base.set(id, scope);
    const meta = new Map((await rows(db, 'meta')).map((row) => [row.key, inside(row)]));
    const posted = files.ready.length > 0 || [...outbox, ...(await rows(db, 'drafts'))].some((row) => row.p);
    return {
      files,
      posted: posted ? await postedFile(db) : null,
      muts: outbox
        .map(inside)
        .filter(Boolean)
        .map(({ mutation }) => mutation),
      unreadable: outbox.filter((row) => !inside(row)).length,
      drafts: drafts.map((draft) => ({ ...draft, scope: base.get(draft.key.split('/')[1]) ?? '' })),
      records: base.size,
      me: meta.get('me'),
      seal: meta.get('seal'),
    };
  } finally {
    db.close();
  }
}

const base64url = (bytes) => {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
};

/** What a locked app sealed to the server, item by item, as src/sync/posted.ts PostedFile; nothing is opened for it. */
async function postedFile(db) {
  const senders = [];
  const item = (row, name) => {
    if (!senders.includes(row.by)) senders.push(row.by);
    return { by: senders.indexOf(row.by), name, c: base64url(row.p) };
  };
  const whose = (await rows(db, 'meta')).find((row) => row.key === 'seal' && row.p);
  const edits = (await rows(db, 'outbox')).filter((row) => row.p).map((row) => item(row, row.mid));
  const drafts = (await rows(db, 'drafts')).filter((row) => row.p).map((row) => item(row, row.key));
  const ticket = whose ? item(whose, 'ticket') : null;
  const file = { mark: 'TRZSFERY-POSTED', v: 1, at: new Date().toISOString(), senders, ticket, edits, drafts };
  return { file, whose };
}

/** Who the device belongs to, as it is remembered outside the database. */
function remembered() {
  try {
    return JSON.parse(localStorage.getItem('account'));
  } catch {
    return null;
  }
}

/** The server's key as the app kept it, or asked for now. */
async function keyFor(kept) {
  if (kept) return kept;
  const answer = await fetch('/api/key', { cache: 'no-store' });
  if (!answer.ok) throw new Error('no key');
  return answer.json();
}

async function sealed(key, plain) {
  const raw = Uint8Array.from(atob(key.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
  const theirs = await crypto.subtle.importKey('raw', raw, CURVE, false, []);
  const mine = await crypto.subtle.generateKey(CURVE, false, ['deriveBits']);
  const header = joined([
    bytesOf(MARK),
    Uint8Array.of(FORMAT),
    new Uint8Array(await crypto.subtle.digest('SHA-256', raw)).slice(0, 8),
    new Uint8Array(await crypto.subtle.exportKey('raw', mine.publicKey)),
  ]);
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, mine.privateKey, 256);
  const source = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveBits']);
  const how = { name: 'HKDF', hash: 'SHA-256', salt: header, info: bytesOf(INFO) };
  const bits = await crypto.subtle.deriveBits(how, source, 352);
  const cipher = await crypto.subtle.importKey('raw', bits.slice(0, 32), 'AES-GCM', false, ['encrypt']);
  const aes = { name: 'AES-GCM', iv: bits.slice(32), additionalData: header };
  return joined([header, new Uint8Array(await crypto.subtle.encrypt(aes, cipher, plain))]);
}

function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

async function save({ muts, drafts, seal, me, posted, files }) {
  if (posted) {
    const { file, whose } = posted;
    if (!file.ticket) throw new Error('no key');
    const count = files.ready.length;
    const text = bytesOf(JSON.stringify(count > 0 ? { ...file, files: count } : file));
    return hand(count > 0 ? await withFiles(text, files, whose) : [text], me ?? remembered(), file.at);
  }
  const { key, ticket } = await keyFor(seal);
  const at = new Date().toISOString();
  const schema = muts.reduce((newest, { schema: one }) => Math.max(newest, one), 1);
  const content = { v: 1, ticket, at, app: 'rescue', schema, muts, drafts };
  const file = await sealed(key, bytesOf(JSON.stringify(content)));
  hand([file], me, at);
}

function hand(parts, me, at) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(parts, { type: 'application/octet-stream' }));
  link.download = `trzy-sfery-${me?.code ?? 'x'}-${at.slice(0, 16).replace(/[:T]/g, '-')}.sealed`;
  link.click();
}

function shown(found) {
  const { records, posted } = found;
  const me = found.me ?? remembered();
  const muts = posted ? posted.file.edits : found.muts;
  const drafts = posted ? posted.file.drafts : found.drafts;
  const { ready, bare } = found.files;
  const unreadable = posted ? 0 : found.unreadable;
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Zapisz niewysłane do pliku / Save unsent to a file';
  const result = document.createElement('p');
  result.setAttribute('role', 'status');
  button.onclick = () => {
    save(found).then(
      () => (result.textContent = 'Zapisano. Przekaż plik koordynatorowi. / Saved. Hand the file to the coordinator.'),
      () =>
        (result.textContent = 'Nie udało się: to urządzenie nie zna klucza serwera. / Failed: this device has no key.'),
    );
  };
  const counts = `${me?.code ?? '?'}: niewysłane zmiany / unsent changes ${muts.length}, teksty / texts ${drafts.length}, rekordy / records ${records}`;
  const photos = ready.length + bare > 0 ? `, zdjęcia i nagrania / photos and recordings ${ready.length}` : '';
  const sealed = unreadable + bare > 0 ? `, zaszyfrowane / sealed ${unreadable + bare}` : '';
  const item = say(counts + photos + sealed);
  if (muts.length + drafts.length + ready.length > 0) item.append(button, result);
}

document.getElementById('repair').onclick = async () => {
  const registrations = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  await Promise.all(registrations.map((registration) => registration.unregister()));
  const keys = (await globalThis.caches?.keys()) ?? [];
  await Promise.all(keys.filter((name) => name.startsWith('workbox-')).map((name) => caches.delete(name)));
  location.assign('/');
};

const found = await names().catch(() => []);
if (found.length === 0) say('Nie ma tu zapisów aplikacji. / There are no entries of the app here.');
for (const name of found) {
  await contents(name).then(shown, () => say('Nie można otworzyć danych. / The data cannot be opened.'));
}
