/** The buttons over the text, and the keys that do the same. */
import { replace } from "./text.js";

/** @param {Editor} editor */
export function useToolbar({ root, text, words }) {
  const toolbar = root.querySelector('[role="toolbar"]');

  const actions = {
    bold: () => surround(text, "**", "**", words.bold),
    italic: () => surround(text, "*", "*", words.italic),
    formula: () => surround(text, "$", "$", "x"),
    display: () => block(text, "$$\n", "\n$$", "x"),
    code: () => (selected(text).includes("\n") ? block(text, "```\n", "\n```", "") : surround(text, "`", "`", words.code)),
    link: () => link(text, words.label),
    callout: () => callout(text, words.callout),
  };
  const keys = { b: "bold", i: "italic", k: "link", "shift+e": "formula" };

  for (const button of toolbar.querySelectorAll("[data-editor-action]")) {
    button.addEventListener("click", () => {
      root.dispatchEvent(new CustomEvent("editor:write"));
      actions[button.dataset.editorAction]();
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

const selected = (text) => text.value.slice(text.selectionStart, text.selectionEnd);

/** Puts marks around the selection, or takes them away when they are there. */
function surround(text, before, after, placeholder) {
  const { selectionStart: start, selectionEnd: end, value } = text;
  const inner = value.slice(start, end);
  const isMarked = value.slice(start - before.length, start) === before && value.slice(end, end + after.length) === after;
  if (inner && isMarked) {
    replace(text, start - before.length, end + after.length, inner);
    text.setSelectionRange(start - before.length, end - before.length);
    return;
  }
  const content = inner || placeholder;
  replace(text, start, end, before + content + after);
  text.setSelectionRange(start + before.length, start + before.length + content.length);
}

/** Puts the selection on lines of its own between two marks. */
function block(text, before, after, placeholder) {
  const { selectionStart: start, selectionEnd: end, value } = text;
  const content = value.slice(start, end) || placeholder;
  const head = breakBefore(value, start);
  replace(text, start, end, head + before + content + after + breakAfter(value, end));
  const inner = start + head.length + before.length;
  text.setSelectionRange(inner, inner + content.length);
}

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

function callout(text, placeholder) {
  const { selectionStart: start, selectionEnd: end, value } = text;
  const quoted = (value.slice(start, end) || placeholder).split("\n").map((line) => `> ${line}`).join("\n");
  const head = `${breakBefore(value, start)}> [!NOTE]\n`;
  replace(text, start, end, head + quoted + breakAfter(value, end));
  text.setSelectionRange(start + head.length + "> ".length, start + head.length + quoted.length);
}

function breakBefore(value, at) {
  if (at === 0 || value.slice(0, at).endsWith("\n\n")) return "";
  return value[at - 1] === "\n" ? "\n" : "\n\n";
}

function breakAfter(value, at) {
  if (at === value.length || value.slice(at).startsWith("\n\n")) return "";
  return value[at] === "\n" ? "\n" : "\n\n";
}

/** One stop for the Tab key, as a toolbar should be; the arrows go from button to button. */
function moveByArrows(toolbar) {
  const buttons = [...toolbar.querySelectorAll("button")];
  buttons.forEach((button, index) => { button.tabIndex = index === 0 ? 0 : -1; });
  toolbar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const from = buttons.indexOf(document.activeElement);
    const to = buttons[(from + step + buttons.length) % buttons.length];
    for (const button of buttons) button.tabIndex = button === to ? 0 : -1;
    to.focus();
    event.preventDefault();
  });
}
