/** Changing the text as if the author had typed it, so that the browser's own "undo" takes every change back. */

/**
 * Puts `inserted` in the place of the characters from `start` to `end`, and the caret behind it.
 * @param {HTMLTextAreaElement} text
 * @param {number} start
 * @param {number} end
 * @param {string} inserted
 */
export function replace(text, start, end, inserted) {
  if (start === end && !inserted) return;
  text.focus({ preventScroll: true });
  text.setSelectionRange(start, end);
  // Deprecated, and the only way to write into a textarea that every browser's undo knows of.
  const done = inserted ? document.execCommand("insertText", false, inserted) : document.execCommand("delete");
  if (!done) {
    text.setRangeText(inserted, start, end, "end");
    text.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
}

/**
 * The same, while the author may be working elsewhere: focus, selection and scroll come back as they were.
 * @param {HTMLTextAreaElement} text
 * @param {number} start
 * @param {number} end
 * @param {string} inserted
 */
export function replaceElsewhere(text, start, end, inserted) {
  const { activeElement } = document;
  const { selectionStart, selectionEnd, scrollTop } = text;
  /** @param {number} at */
  const moved = (at) => {
    if (at <= start) return at;
    return at >= end ? at + inserted.length - (end - start) : start + inserted.length;
  };
  replace(text, start, end, inserted);
  text.setSelectionRange(moved(selectionStart), moved(selectionEnd));
  text.scrollTop = scrollTop;
  if (activeElement !== text && activeElement instanceof HTMLElement) activeElement.focus({ preventScroll: true });
}

let isComposing = false;
document.addEventListener("compositionstart", () => { isComposing = true; });
document.addEventListener("compositionend", () => { isComposing = false; });

/**
 * Runs `change` at once, or when the input method has finished its word: a change in between would break the word.
 * @param {() => void} change
 */
export function whenNotComposing(change) {
  if (!isComposing) change();
  else document.addEventListener("compositionend", () => setTimeout(change), { once: true });
}

/**
 * The offset of a line and a column as the server counts them: from 1, and in characters, not in UTF-16 units.
 * @param {string} value
 * @param {number} line
 * @param {number} column
 */
export function offsetOf(value, line, column) {
  let start = 0;
  for (let number = 1; number < line; number += 1) {
    const end = value.indexOf("\n", start);
    if (end < 0) break;
    start = end + 1;
  }
  const end = value.indexOf("\n", start);
  const content = value.slice(start, end < 0 ? undefined : end);
  return start + [...content].slice(0, Math.max(0, column - 1)).join("").length;
}

/**
 * How far below the top of the text the lines with these ascending offsets stand, in pixels.
 * A textarea does not say where its lines wrap, so that a copy of it is measured.
 * @param {HTMLTextAreaElement} text
 * @param {number[]} offsets
 * @returns {number[]}
 */
export function heightsOf(text, offsets) {
  const style = getComputedStyle(text);
  const copy = document.createElement("div");
  const { font, letterSpacing, lineHeight, padding, tabSize, textIndent } = style;
  Object.assign(copy.style, {
    font, letterSpacing, lineHeight, padding, tabSize, textIndent,
    boxSizing: "border-box", height: "0", overflow: "hidden", overflowWrap: "break-word", position: "absolute",
    visibility: "hidden", whiteSpace: "pre-wrap", width: `${text.clientWidth}px`,
  });
  let from = 0;
  const marks = offsets.map((offset) => {
    const mark = document.createElement("span");
    copy.append(text.value.slice(from, offset), mark);
    from = offset;
    return mark;
  });
  text.parentElement?.append(copy);
  const top = Number.parseFloat(style.paddingTop);
  const heights = marks.map((mark) => mark.offsetTop - copy.offsetTop - top);
  copy.remove();
  return heights;
}

/**
 * Selects from `start` to `end` and brings the place into view.
 * @param {HTMLTextAreaElement} text
 * @param {number} start
 */
export function goTo(text, start, end = start) {
  text.focus({ preventScroll: true });
  text.setSelectionRange(start, end);
  const [height] = heightsOf(text, [start]);
  text.scrollTop = Math.max(0, height - text.clientHeight / 3);
  text.scrollIntoView({ block: "nearest" });
}
