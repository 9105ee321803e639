/** A chosen cover is shown before it is saved. */
import { query } from "./dom.js";
/** @import { Editor } from "./index.js" */

/** @param {Editor} editor */
export function showCover({ form }) {
  const box = form.querySelector("[data-editor-cover]");
  if (!box) return;
  const image = query(box, "[data-cover-image]", HTMLImageElement);
  const input = query(box, 'input[type="file"]', HTMLInputElement);
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (!file?.type.startsWith("image/")) {
      image.hidden = true;
      return;
    }
    // The policy of the page allows pictures as data, not as blobs.
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      image.src = String(reader.result);
      image.hidden = false;
    });
    reader.readAsDataURL(file);
  });
}
