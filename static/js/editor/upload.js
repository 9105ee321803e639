/** Images come into the text by paste, drop or choice; a placeholder marks the place while they are on their way. */
import { messageOf, post } from "./request.js";
import { replace, replaceElsewhere, whenNotComposing } from "./text.js";
import { say, tell } from "./messages.js";
import { query } from "./dom.js";
/** @import { Editor } from "./index.js" */

/** @param {Editor} editor */
export function uploadImages(editor) {
  const { root, text } = editor;
  const input = query(root, "[data-editor-file]", HTMLInputElement);

  query(root, "[data-editor-choose]", HTMLElement).addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    root.dispatchEvent(new CustomEvent("editor:write"));
    uploadAll(editor, input.files ?? []);
    input.value = "";
  });

  text.addEventListener("paste", (event) => {
    // Word processors bring a picture of the text along with the text.
    const { clipboardData } = event;
    if (!clipboardData?.files.length || clipboardData.getData("text/plain")) return;
    event.preventDefault();
    uploadAll(editor, clipboardData.files);
  });
  text.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    text.classList.add("is-dropping");
  });
  text.addEventListener("dragleave", () => text.classList.remove("is-dropping"));
  text.addEventListener("drop", (event) => {
    text.classList.remove("is-dropping");
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    uploadAll(editor, event.dataTransfer.files);
  });
}

/**
 * @param {Editor} editor
 * @param {Iterable<File>} files
 */
function uploadAll(editor, files) {
  for (const file of [...files]) upload(editor, file);
}

/**
 * One image at a time goes to the server, which has others to serve.
 * @type {Promise<unknown>}
 */
let previous = Promise.resolve();

/**
 * @param {Editor} editor
 * @param {File} file
 */
async function upload(editor, file) {
  const { text, words, pending } = editor;
  const name = freeName(editor, file.name);
  const placeholder = `![${say(words.uploading, { name })}]()`;
  pending.add(name);
  tell(editor, name, say(words.uploading, { name }), "progress");
  // Behind the selection, not in its place: a failed upload must cost no text.
  replace(text, text.selectionEnd, text.selectionEnd, placeholder);

  let code = "";
  let failure = "";
  const sent = previous.then(() => post(editor, text.dataset.markdownxUploadUrlsPath ?? "", { image: file }));
  previous = sent.catch(() => {});
  try {
    code = (await sent).image_code;
  } catch (error) {
    failure = `${file.name}: ${messageOf(error)}`;
  }
  whenNotComposing(() => {
    pending.delete(name);
    const start = text.value.indexOf(placeholder);
    if (start >= 0) replaceElsewhere(text, start, start + placeholder.length, code);
    else if (code) failure = say(words.gone, { code });
    tell(editor, name, failure);
  });
}

/**
 * The file's name without what Markdown would read, and unlike the others that are on their way.
 * @param {Editor} editor
 * @param {string} fileName
 */
function freeName({ text, pending }, fileName) {
  const name = fileName.replace(/[[\]()\\`*_<>!$]/g, " ").trim() || "image";
  let free = name;
  for (let number = 2; pending.has(free) || text.value.includes(`${free}…]()`); number += 1) free = `${name} ${number}`;
  return free;
}
