/** Text, preview or both: the choice is kept in this browser. */
const KEY = "lemma:editor-mode";

/** @param {Editor} editor */
export function switchModes({ root, text }) {
  const buttons = [...root.querySelectorAll("[data-editor-mode]")];
  const show = (mode) => {
    root.dataset.mode = mode;
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.editorMode === mode));
  };
  const stored = () => { try { return localStorage.getItem(KEY); } catch { return null; } };

  for (const button of buttons) {
    button.addEventListener("click", () => {
      show(button.dataset.editorMode);
      try { localStorage.setItem(KEY, root.dataset.mode); } catch { /* private windows may refuse */ }
    });
  }
  if (buttons.some((button) => button.dataset.editorMode === stored())) show(stored());
  // Somebody is sent to a place in the text.
  root.addEventListener("editor:write", () => { if (root.dataset.mode === "read") show("both"); text.focus(); });
}
