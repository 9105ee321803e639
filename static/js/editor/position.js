/** After saving, the author is where they were: the page comes back with the caret and the scroll it had. */
import { hasErrors } from "./changes.js";
/** @import { Editor } from "./index.js" */

const KEY = "lemma:place";

/** @param {Editor} editor */
export function keepPlace({ form, text }) {
  const stored = take();
  // Only the very same text: somebody may have opened another note meanwhile.
  // A refused form shows why at its beginning.
  if (stored?.length === text.value.length && !hasErrors(form)) {
    if (stored.isInText) {
      text.focus({ preventScroll: true });
      text.setSelectionRange(stored.start, stored.end);
    }
    text.scrollTop = stored.textTop;
    scrollTo({ top: stored.pageTop });
  }
  form.addEventListener("submit", () => {
    const place = {
      length: text.value.length,
      isInText: document.activeElement === text,
      start: text.selectionStart,
      end: text.selectionEnd,
      textTop: text.scrollTop,
      pageTop: scrollY,
    };
    try { sessionStorage.setItem(KEY, JSON.stringify(place)); } catch { /* private windows may refuse */ }
  });
}

function take() {
  try {
    const stored = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    sessionStorage.removeItem(KEY);
    return stored;
  } catch {
    return null;
  }
}
