/**
 * Unsaved text is kept in this browser, so that an ended session, a crash or a closed tab costs nothing.
 *
 * Each page keeps its text under a key of its own, `lemma:unsaved:USER:NOTE:PAGE`: two tabs never overwrite each other,
 * and what one user left behind is offered to no other. Keys of an earlier format name no user; they only expire.
 */
import { hasErrors, isChanged } from "./changes.js";
import { replace } from "./text.js";
import { say, tell } from "./messages.js";

const PREFIX = "lemma:unsaved:";
const KEPT = ["title", "body", "summary", "tags"];
const WAIT_MS = 800;
const KEPT_FOR_MS = 60 * 24 * 3600 * 1000;
/** How long other pages may take to say which keys are theirs, before what seems left behind is offered. */
const ANSWER_MS = 300;

/** @param {Editor} editor */
export function keepUnsavedText(editor) {
  const { form, words } = editor;
  const { editorUser: user, editorNote: note } = form.querySelector("[data-editor-user]").dataset;
  const ofUser = `${PREFIX}${user}:`;
  const ofNote = `${ofUser}${note || "new"}:`;
  const key = ofNote + Date.now().toString(36) + Math.random().toString(36).slice(2);
  const current = () => Object.fromEntries(KEPT.map((name) => [name, form.elements[name].value]));
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

  const isLeft = (each) => each !== key && !isSame(read(each), current());
  offerWhatIsLeft(editor, { key, keep, left: () => keys(ofNote).filter(isLeft) });
}

/** Offers the texts that no open page keeps, the latest first, until one is restored. */
function offerWhatIsLeft({ root, form, text, words }, { key, keep, left }) {
  const notice = root.querySelector("[data-editor-kept]");
  const open = new Set();
  let offered;

  const channel = new BroadcastChannel("lemma:unsaved");
  channel.addEventListener("message", ({ data }) => {
    if (!data.key) channel.postMessage({ key });
    else if (open.add(data.key) && offered === data.key) offer();
  });
  channel.postMessage({});
  setTimeout(offer, ANSWER_MS);

  function offer() {
    [offered] = left().filter((each) => !open.has(each)).sort((one, other) => read(other).at - read(one).at);
    notice.hidden = !offered;
    if (!offered) return;
    const when = new Date(read(offered).at).toLocaleString(document.documentElement.lang || undefined);
    notice.querySelector("[data-kept-message]").textContent = say(words.kept, { when });
  }
  notice.querySelector("[data-kept-restore]").addEventListener("click", () => {
    const kept = read(offered);
    if (!kept) {
      // Another page has taken it meanwhile.
      offer();
      return;
    }
    notice.hidden = true;
    replace(text, 0, text.value.length, kept.body);
    for (const name of KEPT.filter((each) => each !== text.name)) {
      form.elements[name].value = kept[name];
      form.elements[name].dispatchEvent(new Event("input", { bubbles: true }));
    }
    remove(offered);
    keep();
  });
  notice.querySelector("[data-kept-discard]").addEventListener("click", () => {
    remove(offered);
    offer();
  });
}

const plain = (value) => (value ?? "").replace(/\r\n?/g, "\n").trim();
// The server writes tags its own way: they are kept along with the rest, and do not count as a difference.
const COMPARED = KEPT.filter((name) => name !== "tags");
const isSame = (one, other) => one && COMPARED.every((name) => plain(one[name]) === plain(other[name]));
const isExpired = (kept) => !(Math.abs(Date.now() - kept?.at) < KEPT_FOR_MS);

function keys(prefix) {
  try { return Object.keys(localStorage).filter((key) => key.startsWith(prefix)); } catch { return []; }
}

function read(key) {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}

function write(key, value) {
  try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; }
}

function remove(key) {
  try { localStorage.removeItem(key); } catch { /* there is nothing to remove then */ }
}
