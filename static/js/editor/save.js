/** Saving: Ctrl+S, a word about what is not saved yet, and a question before it is left behind. */
import { isChanged } from "./changes.js";
import { csrfToken } from "./request.js";
import { tell } from "./messages.js";
import { control, query } from "./dom.js";
/** @import { Editor } from "./index.js" */

/** @param {Editor} editor */
export function guardSaving(editor) {
  const { form, words, pending } = editor;
  const status = query(form, "[data-editor-status]", HTMLElement);
  const save = query(form, "[data-editor-save]", HTMLElement);
  let isLeavingOnPurpose = false;
  let timer = 0;

  const show = () => {
    const isUnsaved = isChanged(form);
    status.textContent = isUnsaved ? words.unsaved : "";
    status.classList.toggle("editor-status-unsaved", isUnsaved);
  };
  const soon = () => { clearTimeout(timer); timer = setTimeout(show, 200); };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  show();

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    form.requestSubmit(save);
  });
  form.addEventListener("submit", (event) => {
    if (pending.size) {
      // A placeholder would be saved in the place of the image.
      event.preventDefault();
      tell(editor, "waiting", words.wait);
      return;
    }
    control(form, "csrfmiddlewaretoken").value = csrfToken(form);
    isLeavingOnPurpose = true;
  });
  window.addEventListener("pageshow", () => { isLeavingOnPurpose = false; });
  window.addEventListener("beforeunload", (event) => {
    if (!isLeavingOnPurpose && isChanged(form)) event.preventDefault();
  });
}
