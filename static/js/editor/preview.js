/** The preview: drawn by the server a moment after each change, by the pipeline that draws the page. */
import { post } from "./request.js";

const SHORTEST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 2000;

/** @param {Editor} editor */
export function drawPreview(editor) {
  const { root, form, text, frame, words } = editor;
  const stale = root.querySelector("[data-editor-stale]");
  let timer = 0;
  let request = new AbortController();
  let lastTook = 0;
  let drawn = "";

  const ready = new Promise((resolve) => { frame.addEventListener("load", resolve, { once: true }); });
  frame.src = root.dataset.frameUrl;
  ready.then(() => { followTheme(frame); openLinksElsewhere(frame); });

  const report = (message) => {
    stale.textContent = message;
    stale.hidden = !message;
  };

  async function draw() {
    const fields = { content: text.value, title: form.elements.title.value, language: form.elements.language.value };
    const asked = JSON.stringify(fields);
    // Also where nothing is to be drawn: an answer to what was typed in between and taken back must not come.
    request.abort();
    if (asked === drawn) {
      report("");
      return;
    }
    request = new AbortController();
    const { signal } = request;
    const begun = performance.now();
    try {
      const answer = await post(editor, text.dataset.markdownxUrlsPath, fields, signal, (message) => report(`${words.stale} ${message}`));
      await ready;
      if (signal.aborted) return;
      const place = frame.contentDocument?.querySelector("[data-preview]");
      if (!place) throw new Error(words.refused);
      place.parentElement.lang = fields.language;
      update(place, answer.html);
      drawn = asked;
      lastTook = performance.now() - begun;
      report("");
      root.dispatchEvent(new CustomEvent("editor:drawn", { detail: answer }));
    } catch (error) {
      // The last good preview stays; the author reads why it does not follow.
      if (error.name !== "AbortError") report(`${words.stale} ${error.message}`);
    }
  }

  const soon = () => {
    clearTimeout(timer);
    // A long note takes longer to draw: then it is asked for less often.
    timer = setTimeout(draw, Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, lastTook * 1.5)));
  };
  text.addEventListener("input", soon);
  form.elements.title.addEventListener("input", soon);
  form.elements.language.addEventListener("change", soon);
  window.addEventListener("focus", () => { if (!stale.hidden) soon(); });
  draw();
}

/** Puts the new blocks in, and leaves those that are the same: images do not flash, what is folded open stays open. */
function update(place, html) {
  const fresh = place.ownerDocument.createElement("div");
  fresh.innerHTML = html;
  const before = [...place.childNodes];
  const after = [...fresh.childNodes];
  const same = (one, other) => one.isEqualNode(other);
  let head = 0;
  while (head < before.length && head < after.length && same(before[head], after[head])) head += 1;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && same(before.at(-1 - tail), after.at(-1 - tail))) tail += 1;
  const next = before[before.length - tail] ?? null;
  for (const node of before.slice(head, before.length - tail)) node.remove();
  for (const node of after.slice(head, after.length - tail)) place.insertBefore(node, next);
}

/** The admin's own switch says "auto", "light" or "dark" at the root; the site's styles know the last two. */
function followTheme(frame) {
  const root = document.documentElement;
  const follow = () => { frame.contentDocument.documentElement.dataset.theme = root.dataset.theme ?? "auto"; };
  new MutationObserver(follow).observe(root, { attributes: true, attributeFilter: ["data-theme"] });
  follow();
}

function openLinksElsewhere(frame) {
  frame.contentDocument.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link) return;
    event.preventDefault();
    const target = link.getAttribute("href");
    if (target.startsWith("#")) {
      frame.contentDocument.getElementById(decodeURIComponent(target.slice(1)))?.scrollIntoView({ block: "center" });
    } else {
      window.open(link.href, "_blank", "noopener");
    }
  });
}
