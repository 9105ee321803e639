/**
 * The Markdown editor: a plain textarea, and beside it what readers will see.
 * Each module is one behaviour; without this script the form still writes and saves notes.
 */
import { countCharacters } from "./character_count.js";
import { showCover } from "./cover.js";
import { query } from "./dom.js";
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

/** @type {HTMLElement | null} */
const root = document.querySelector("[data-editor]");
const form = root?.closest("form");
if (root && form) {
  /** @type {Editor} */
  const editor = {
    root,
    form,
    text: query(root, "textarea", HTMLTextAreaElement),
    frame: query(root, "[data-editor-frame]", HTMLIFrameElement),
    words: JSON.parse(query(root, 'script[type="application/json"]', HTMLScriptElement).text),
    pending: new Set(),
  };
  query(root, "[data-editor-tools]", HTMLElement).hidden = false;
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
