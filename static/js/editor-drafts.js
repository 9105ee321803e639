/** Unsaved text is kept in this browser, so that an ended session, a crash or a closed tab costs nothing. */
import { hasErrors, isChanged } from "./editor-changes.js";
import { replace } from "./editor-text.js";
import { say, tell } from "./editor-words.js";

const PREFIX = "lemma:unsaved:";
const KEPT = ["title", "body", "summary", "tags"];
const WAIT_MS = 800;
const KEPT_FOR_MS = 60 * 24 * 3600 * 1000;

/** @param {Editor} editor */
export function keepUnsavedText(editor) {
  const { root, form } = editor;
  const key = PREFIX + location.pathname;
  const current = () => Object.fromEntries(KEPT.map((name) => [name, form.elements[name].value]));
  let timer = 0;

  forgetOld();
  // A post that was just made is opened at an address of its own: what was kept for the empty form is this text.
  if (!hasErrors(form)) {
    for (const other of keys()) if (isSame(read(other), current())) remove(other);
  }
  const kept = read(key);
  if (kept && !isSame(kept, current())) offer(editor, key, kept);

  function keep() {
    clearTimeout(timer);
    if (!isChanged(form)) return remove(key);
    const isKept = write(key, { ...current(), at: Date.now() });
    return tell(editor, "keeping", isKept ? "" : editor.words.no_room);
  }
  const soon = () => { clearTimeout(timer); timer = setTimeout(keep, WAIT_MS); };
  const watch = () => {
    form.addEventListener("input", soon);
    window.addEventListener("pagehide", () => { if (isChanged(form)) keep(); });
    form.addEventListener("submit", keep);
  };
  // What is kept must not be lost to the first letter typed before it was restored or thrown away.
  if (root.querySelector("[data-editor-kept]").hidden) watch();
  else root.addEventListener("editor:decided", watch, { once: true });
}

function offer({ root, form, text, words }, key, kept) {
  const notice = root.querySelector("[data-editor-kept]");
  const when = new Date(kept.at).toLocaleString(document.documentElement.lang || undefined);
  notice.querySelector("[data-kept-message]").textContent = say(words.kept, { when });
  notice.hidden = false;
  const decide = () => {
    notice.hidden = true;
    root.dispatchEvent(new CustomEvent("editor:decided"));
  };
  notice.querySelector("[data-kept-restore]").addEventListener("click", () => {
    decide();
    replace(text, 0, text.value.length, kept.body);
    for (const name of KEPT.filter((each) => each !== text.name)) {
      form.elements[name].value = kept[name];
      form.elements[name].dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
  notice.querySelector("[data-kept-discard]").addEventListener("click", () => {
    remove(key);
    decide();
  });
}

const plain = (value) => (value ?? "").replace(/\r\n?/g, "\n").trim();
// The server writes tags its own way: they are kept along with the rest, and do not count as a difference.
const COMPARED = KEPT.filter((name) => name !== "tags");
const isSame = (one, other) => one && COMPARED.every((name) => plain(one[name]) === plain(other[name]));

function keys() {
  try { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)); } catch { return []; }
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

function forgetOld() {
  for (const key of keys()) if (!(read(key)?.at > Date.now() - KEPT_FOR_MS)) remove(key);
}
