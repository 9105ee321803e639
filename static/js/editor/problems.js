/** What is wrong with the note: a list under the text, each line of which leads to its place. */
import { goTo, offsetOf } from "./text.js";
import { say } from "./messages.js";

/** @param {Editor} editor */
export function listProblems({ root, text, words }) {
  const box = root.querySelector("[data-editor-problems]");
  const list = box.querySelector("[data-problems-list]");
  const heading = box.querySelector("[data-problems-heading]");

  root.addEventListener("editor:drawn", ({ detail: { problems } }) => {
    box.hidden = problems.length === 0;
    heading.textContent = problems.length === 1 ? words.problem : say(words.problems, { count: problems.length });
    list.replaceChildren(...problems.map((problem) => row(problem)));
  });

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
