/** How many characters the note has, said when it nears the most that it may hold. */
import { say } from "./messages.js";
import { query } from "./dom.js";
/** @import { Editor } from "./index.js" */

const NEAR = 0.9;

/** @param {Editor} editor */
export function countCharacters({ root, text, words }) {
  const place = query(root, "[data-editor-count]", HTMLElement);
  const limit = Number(text.dataset.editorLimit);
  const number = new Intl.NumberFormat(document.documentElement.lang || undefined);

  function count() {
    // UTF-16 units are at least as many as characters: most texts need no exact count.
    const isNear = text.value.length > limit * NEAR;
    place.hidden = !isNear;
    if (!isNear) return;
    const characters = charactersIn(text.value);
    place.textContent = say(words.characters, { count: number.format(characters), limit: number.format(limit) });
    place.classList.toggle("editor-count-over", characters > limit);
  }
  text.addEventListener("input", count);
  count();
}

/**
 * Characters as the server counts them: a pair of surrogates is one.
 * @param {string} value
 */
function charactersIn(value) {
  return value.length - (value.match(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)?.length ?? 0);
}
