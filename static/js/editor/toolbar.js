/** The buttons over the text, and the keys that do the same. */
import { replace } from "./text.js";
import { query } from "./dom.js";
/** @import { Editor } from "./index.js" */

/** @param {Editor} editor */
export function useToolbar({ root, text, words }) {
  const toolbar = query(root, '[role="toolbar"]', HTMLElement);

  /** @type {Record<string, () => void>} */
  const actions = {
    bold: () => surround(text, "**", "**", words.bold),
    italic: () => surround(text, "*", "*", words.italic),
    formula: () => surround(text, "$", "$", "x"),
    display: () => block(text, "$$\n", "\n$$", "x"),
    code: () => {
      if (selected(text).includes("\n")) block(text, "```\n", "\n```", "");
      else surround(text, "`", "`", words.code);
    },
    link: () => link(text, words.label),
    callout: () => callout(text, words.callout),
  };
  /** @type {Record<string, string>} */
  const keys = { b: "bold", i: "italic", k: "link", "shift+e": "formula" };

  for (const button of /** @type {NodeListOf<HTMLElement>} */ (toolbar.querySelectorAll("[data-editor-action]"))) {
    button.addEventListener("click", () => {
      root.dispatchEvent(new CustomEvent("editor:write"));
      actions[button.dataset.editorAction ?? ""]();
    });
  }
  text.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing) return;
    const action = keys[(event.shiftKey ? "shift+" : "") + event.key.toLowerCase()];
    if (!action) return;
    event.preventDefault();
    actions[action]();
  });
  moveByArrows(toolbar);
}

/** @param {HTMLTextAreaElement} text */
const selected = (text) => text.value.slice(text.selectionStart, text.selectionEnd);

/**
 * Puts marks around the selection, or takes them away when they are there.
 * @param {HTMLTextAreaElement} text
 * @param {string} before
 * @param {string} after
 * @param {string} placeholder
 */
function surround(text, before, after, placeholder) {
  const { selectionStart: start, selectionEnd: end, value } = text;
  const inner = value.slice(start, end);
  const isMarked = value.slice(start - before.length, start) === before
    && value.slice(end, end + after.length) === after;
  if (inner && isMarked) {
    replace(text, start - before.length, end + after.length, inner);
    text.setSelectionRange(start - before.length, end - before.length);
    return;
  }
  const content = inner || placeholder;
  replace(text, start, end, before + content + after);
  text.setSelectionRange(start + before.length, start + before.length + content.length);
}

/**
 * Puts the selection on lines of its own between two marks.
 * @param {HTMLTextAreaElement} text
 * @param {string} before
 * @param {string} after
 * @param {string} placeholder
 */
function block(text, before, after, placeholder) {
  const { selectionStart: start, selectionEnd: end, value } = text;
  const content = value.slice(start, end) || placeholder;
  const head = breakBefore(value, start);
  replace(text, start, end, head + before + content + after + breakAfter(value, end));
  const inner = start + head.length + before.length;
  text.setSelectionRange(inner, inner + content.length);
}

/** @param {HTMLTextAreaElement} text @param {string} placeholder */
function link(text, placeholder) {
  const { selectionStart: start, selectionEnd: end } = text;
  const content = selected(text);
  if (/^https?:\/\/\S+$/.test(content)) {
    replace(text, start, end, `[${placeholder}](${content})`);
    text.setSelectionRange(start + 1, start + 1 + placeholder.length);
    return;
  }
  const label = content || placeholder;
  replace(text, start, end, `[${label}](https://)`);
  const address = start + label.length + "[](".length;
  text.setSelectionRange(address, address + "https://".length);
}

/** @param {HTMLTextAreaElement} text @param {string} placeholder */
function callout(text, placeholder) {
  const { selectionStart: start, selectionEnd: end, value } = text;
  const quoted = (value.slice(start, end) || placeholder).split("\n").map((line) => `> ${line}`).join("\n");
  const head = `${breakBefore(value, start)}> [!NOTE]\n`;
  replace(text, start, end, head + quoted + breakAfter(value, end));
  text.setSelectionRange(start + head.length + "> ".length, start + head.length + quoted.length);
}

/** @param {string} value @param {number} at */
function breakBefore(value, at) {
  if (at === 0 || value.slice(0, at).endsWith("\n\n")) return "";
  return value[at - 1] === "\n" ? "\n" : "\n\n";
}

/** @param {string} value @param {number} at */
function breakAfter(value, at) {
  if (at === value.length || value.slice(at).startsWith("\n\n")) return "";
  return value[at] === "\n" ? "\n" : "\n\n";
}

/**
 * One stop for the Tab key, as a toolbar should be; the arrows go from button to button.
 * @param {HTMLElement} toolbar
 */
function moveByArrows(toolbar) {
  const buttons = [...toolbar.querySelectorAll("button")];
  buttons.forEach((button, index) => { button.tabIndex = index === 0 ? 0 : -1; });
  toolbar.addEventListener("keydown", (event) => {
    const step = Number(event.key === "ArrowRight") - Number(event.key === "ArrowLeft");
    if (!step) return;
    const from = buttons.findIndex((button) => button === document.activeElement);
    const to = buttons[(from + step + buttons.length) % buttons.length];
    for (const button of buttons) button.tabIndex = button === to ? 0 : -1;
    to.focus();
    event.preventDefault();
  });
}
