/** Text, preview or both: the choice is kept in this browser. */
/** @import { Editor } from "./index.js" */
const KEY = "lemma:editor-mode";

/** @param {Editor} editor */
export function switchModes({ root, text }) {
  const buttons = /** @type {HTMLElement[]} */ ([...root.querySelectorAll("[data-editor-mode]")]);
  /** @param {string} mode */
  const show = (mode) => {
    root.dataset.mode = mode;
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.editorMode === mode));
  };
  const stored = () => { try { return localStorage.getItem(KEY); } catch { return null; } };

  for (const button of buttons) {
    button.addEventListener("click", () => {
      const mode = button.dataset.editorMode ?? "";
      show(mode);
      try { localStorage.setItem(KEY, mode); } catch { /* private windows may refuse */ }
    });
  }
  const mode = stored();
  if (mode && buttons.some((button) => button.dataset.editorMode === mode)) show(mode);
  // Somebody is sent to a place in the text.
  root.addEventListener("editor:write", () => { if (root.dataset.mode === "read") show("both"); text.focus(); });
}
