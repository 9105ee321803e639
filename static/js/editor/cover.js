/** A chosen cover is shown before it is saved. */

/** @param {Editor} editor */
export function showCover({ form }) {
  const box = form.querySelector("[data-editor-cover]");
  const image = box?.querySelector("[data-cover-image]");
  box?.querySelector('input[type="file"]').addEventListener("change", ({ target }) => {
    const [file] = target.files;
    if (!file?.type.startsWith("image/")) {
      image.hidden = true;
      return;
    }
    // The policy of the page allows pictures as data, not as blobs.
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      image.src = reader.result;
      image.hidden = false;
    });
    reader.readAsDataURL(file);
  });
}
