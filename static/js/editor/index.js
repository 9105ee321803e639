/**
 * The Markdown editor: a plain textarea, and beside it what readers will see.
 * Each module is one behaviour; without this script the form still writes and saves notes.
 */
import { countCharacters } from "./character_count.js";
import { showCover } from "./cover.js";
import { keepUnsavedText } from "./unsaved_text.js";
import { editLists } from "./lists.js";
import { switchModes } from "./view_mode.js";
import { keepPlace } from "./position.js";
import { drawPreview } from "./preview.js";
import { listProblems } from "./problems.js";
import { guardSaving } from "./save.js";
import { scrollInStep } from "./scroll.js";
import { completeTags } from "./tags.js";
import { useToolbar } from "./toolbar.js";
import { uploadImages } from "./upload.js";

/**
 * @typedef {object} Editor
 * @property {HTMLElement} root the widget
 * @property {HTMLFormElement} form
 * @property {HTMLTextAreaElement} text
 * @property {HTMLIFrameElement} frame
 * @property {Record<string, string>} words what to say, in the author's language
 * @property {Set<string>} pending names of the images on their way to the server
 */

const root = document.querySelector("[data-editor]");
if (root) {
  /** @type {Editor} */
  const editor = {
    root,
    form: root.closest("form"),
    text: root.querySelector("textarea"),
    frame: root.querySelector("[data-editor-frame]"),
    words: JSON.parse(root.querySelector('script[type="application/json"]').textContent),
    pending: new Set(),
  };
  root.querySelector("[data-editor-tools]").hidden = false;
  switchModes(editor);
  keepPlace(editor);
  keepUnsavedText(editor);
  useToolbar(editor);
  editLists(editor);
  uploadImages(editor);
  countCharacters(editor);
  listProblems(editor);
  scrollInStep(editor);
  drawPreview(editor);
  guardSaving(editor);
  completeTags(editor);
  showCover(editor);
}
