/** Lists go on with Enter, and lines move in and out with Ctrl+] and Ctrl+[. The Tab key still leaves the text. */
import { replace } from "./text.js";
/** @import { Editor } from "./index.js" */

const ITEM = /^(\s*(?:> ?)*)(?:([-*+])|(\d{1,9})([.)]))( +)(\[[ xX]\] +)?/;
const INDENT = "  ";

/** @param {Editor} editor */
export function editLists({ text }) {
  text.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey) return;
    const isCommand = event.ctrlKey || event.metaKey;
    let isDone = false;
    if (event.key === "Enter" && !isCommand && !event.shiftKey) isDone = goOn(text);
    else if (event.key === "]" && isCommand) isDone = changeLines(text, (line) => (line ? INDENT + line : line));
    else if (event.key === "[" && isCommand) isDone = changeLines(text, (line) => line.replace(/^(?: {1,2}|\t)/, ""));
    if (isDone) event.preventDefault();
  });
}

/**
 * Begins the next item, or ends the list where the present item is empty.
 * @param {HTMLTextAreaElement} text
 */
function goOn(text) {
  const { selectionStart: at, selectionEnd, value } = text;
  if (at !== selectionEnd) return false;
  const start = value.lastIndexOf("\n", at - 1) + 1;
  const line = value.slice(start, at);
  const item = ITEM.exec(line);
  if (!item) return false;
  if (line.length === item[0].length) {
    replace(text, start, at, item[1]);
    return true;
  }
  const marker = item[2] ?? `${Number(item[3]) + 1}${item[4]}`;
  replace(text, at, at, `\n${item[1]}${marker}${item[5]}${item[6] ? "[ ] " : ""}`);
  return true;
}

/**
 * Changes each line that the selection touches.
 * @param {HTMLTextAreaElement} text
 * @param {(line: string) => string} change
 */
function changeLines(text, change) {
  const { selectionStart, selectionEnd, value } = text;
  const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const next = value.indexOf("\n", selectionEnd);
  const end = next < 0 ? value.length : next;
  const before = value.slice(start, end);
  const after = before.split("\n").map(change).join("\n");
  if (after !== before) {
    const first = change(value.slice(start).split("\n", 1)[0]).length - value.slice(start).split("\n", 1)[0].length;
    replace(text, start, end, after);
    const grown = after.length - before.length;
    text.setSelectionRange(Math.max(start, selectionStart + first), Math.max(start, selectionEnd + grown));
  }
  return true;
}
