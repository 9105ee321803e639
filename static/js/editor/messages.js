/** What the editor says. */
import { query } from "./dom.js";
/** @import { Editor } from "./index.js" */

/**
 * Fills `{name}` in a sentence.
 * @param {string} sentence
 * @param {Record<string, string | number>} values
 */
export function say(sentence, values = {}) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/**
 * Shows a message under the text until it is closed or told again.
 * @param {Editor} editor
 * @param {string} topic a later message on the same topic takes the place of an earlier one
 * @param {string} message nothing to say: the earlier message goes
 */
export function tell(editor, topic, message, kind = "error") {
  const place = query(editor.root, "[data-editor-messages]", HTMLElement);
  place.querySelector(`[data-topic="${CSS.escape(topic)}"]`)?.remove();
  if (!message) return;
  const line = document.createElement("p");
  line.className = `editor-message editor-message-${kind}`;
  line.dataset.topic = topic;
  line.textContent = message;
  if (kind === "error") {
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "×";
    close.addEventListener("click", () => line.remove());
    line.append(close);
  }
  place.append(line);
}
