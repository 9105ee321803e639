/** What is wrong with the note: a list under the text, each line of which leads to its place. */
import { goTo, offsetOf } from "./text.js";
import { say } from "./messages.js";
import { query } from "./dom.js";
/** @import { Editor } from "./index.js" */

/** @typedef {{ kind: string, message: string, line: number, column: number }} Problem */

/** @param {Editor} editor */
export function listProblems({ root, text, words }) {
  const box = query(root, "[data-editor-problems]", HTMLElement);
  const list = query(box, "[data-problems-list]", HTMLElement);
  const heading = query(box, "[data-problems-heading]", HTMLElement);

  root.addEventListener("editor:drawn", (event) => {
    /** @type {Problem[]} */
    const problems = /** @type {CustomEvent} */ (event).detail.problems;
    box.hidden = problems.length === 0;
    heading.textContent = problems.length === 1 ? words.problem : say(words.problems, { count: problems.length });
    list.replaceChildren(...problems.map((problem) => row(problem)));
  });

  /** @param {Problem} problem */
  function row({ kind, message, line, column }) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.kind = kind;
    button.setAttribute("aria-label", `${message} (${say(words.place, { line, column })})`);
    const place = document.createElement("span");
    place.className = "editor-problem-place";
    place.textContent = `${line}:${column}`;
    const sentence = document.createElement("span");
    sentence.textContent = message;
    button.append(place, sentence);
    button.addEventListener("click", () => {
      root.dispatchEvent(new CustomEvent("editor:write"));
      goTo(text, offsetOf(text.value, line, column));
    });
    item.append(button);
    return item;
  }
}
