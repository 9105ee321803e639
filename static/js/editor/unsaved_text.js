/**
 * Unsaved text is kept in this browser, so that an ended session, a crash or a closed tab costs nothing.
 *
 * Each page keeps its text under a key of its own, `lemma:unsaved:USER:NOTE:PAGE`: two tabs never overwrite each other,
 * and what one user left behind is offered to no other. Keys of an earlier format name no user; they only expire.
 */
import { hasErrors, isChanged } from "./changes.js";
import { replace } from "./text.js";
import { say, tell } from "./messages.js";
import { control, query } from "./dom.js";
/** @import { Editor } from "./index.js" */

/** @typedef {{ at: number } & Record<string, any>} Kept the texts by field, and when they were kept */

const PREFIX = "lemma:unsaved:";
const KEPT = ["title", "body", "summary", "tags"];
const WAIT_MS = 800;
const KEPT_FOR_MS = 60 * 24 * 3600 * 1000;
/** How long other pages may take to say which keys are theirs, before what seems left behind is offered. */
const ANSWER_MS = 300;

/** @param {Editor} editor */
export function keepUnsavedText(editor) {
  const { form, words } = editor;
  const { editorUser: user, editorNote: note } = query(form, "[data-editor-user]", HTMLElement).dataset;
  const ofUser = `${PREFIX}${user}:`;
  const ofNote = `${ofUser}${note || "new"}:`;
  const key = ofNote + Date.now().toString(36) + Math.random().toString(36).slice(2);
  const current = () => Object.fromEntries(KEPT.map((name) => [name, control(form, name).value]));
  let timer = 0;

  function keep() {
    clearTimeout(timer);
    if (!isChanged(form)) return remove(key);
    const isKept = write(key, { ...current(), at: Date.now() });
    return tell(editor, "keeping", isKept ? "" : words.no_room);
  }
  const soon = () => { clearTimeout(timer); timer = setTimeout(keep, WAIT_MS); };
  form.addEventListener("input", soon);
  form.addEventListener("submit", keep);
  window.addEventListener("pagehide", () => { if (isChanged(form)) keep(); });

  for (const each of keys(PREFIX)) if (isExpired(read(each))) remove(each);
  // The text that this page shows was sent by an earlier page: it is saved by now, or refused and kept by this one.
  for (const each of keys(ofUser)) if (isSame(read(each), current())) remove(each);
  if (hasErrors(form)) keep();

  /** @param {string} each */
  const isLeft = (each) => each !== key && !isSame(read(each), current());
  offerWhatIsLeft(editor, { key, keep, left: () => keys(ofNote).filter(isLeft) });
}

/**
 * Offers the texts that no open page keeps, the latest first, until one is restored.
 * @param {Editor} editor
 * @param {{ key: string, keep: () => void, left: () => string[] }} page
 */
function offerWhatIsLeft({ root, form, text, words }, { key, keep, left }) {
  const notice = query(root, "[data-editor-kept]", HTMLElement);
  const open = new Set();
  let offered = "";

  const channel = new BroadcastChannel("lemma:unsaved");
  channel.addEventListener("message", ({ data }) => {
    if (!data.key) channel.postMessage({ key });
    else if (open.add(data.key) && offered === data.key) offer();
  });
  channel.postMessage({});
  setTimeout(offer, ANSWER_MS);

  function offer() {
    const keptAt = (/** @type {string} */ each) => read(each)?.at ?? 0;
    offered = left().filter((each) => !open.has(each)).sort((one, other) => keptAt(other) - keptAt(one))[0] ?? "";
    notice.hidden = !offered;
    if (!offered) return;
    const when = new Date(keptAt(offered)).toLocaleString(document.documentElement.lang || undefined);
    query(notice, "[data-kept-message]", HTMLElement).textContent = say(words.kept, { when });
  }
  query(notice, "[data-kept-restore]", HTMLElement).addEventListener("click", () => {
    const kept = read(offered);
    if (!kept) {
      // Another page has taken it meanwhile.
      offer();
      return;
    }
    notice.hidden = true;
    replace(text, 0, text.value.length, kept.body);
    for (const name of KEPT.filter((each) => each !== text.name)) {
      const field = control(form, name);
      field.value = kept[name];
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    remove(offered);
    keep();
  });
  query(notice, "[data-kept-discard]", HTMLElement).addEventListener("click", () => {
    remove(offered);
    offer();
  });
}

/** @param {string | undefined} value */
const plain = (value) => (value ?? "").replace(/\r\n?/g, "\n").trim();
// The server writes tags its own way: they are kept along with the rest, and do not count as a difference.
const COMPARED = KEPT.filter((name) => name !== "tags");
/** @param {Record<string, any> | null} one @param {Record<string, any>} other */
const isSame = (one, other) => one !== null && COMPARED.every((name) => plain(one[name]) === plain(other[name]));
/** @param {Kept | null} kept */
const isExpired = (kept) => !kept || !(Math.abs(Date.now() - kept.at) < KEPT_FOR_MS);

/** @param {string} prefix @returns {string[]} */
function keys(prefix) {
  try { return Object.keys(localStorage).filter((key) => key.startsWith(prefix)); } catch { return []; }
}

/** @param {string} key @returns {Kept | null} */
function read(key) {
  try { return JSON.parse(localStorage.getItem(key) ?? "null"); } catch { return null; }
}

/** @param {string} key @param {Kept} value */
function write(key, value) {
  try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; }
}

/** @param {string} key */
function remove(key) {
  try { localStorage.removeItem(key); } catch { /* there is nothing to remove then */ }
}
