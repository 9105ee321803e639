/** The preview: drawn by the server a moment after each change, by the pipeline that draws the page. */
import { messageOf, post } from "./request.js";
import { control, query } from "./dom.js";
/** @import { Editor } from "./index.js" */

const SHORTEST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 2000;

/** @param {Editor} editor */
export function drawPreview(editor) {
  const { root, form, text, frame, words } = editor;
  const stale = query(root, "[data-editor-stale]", HTMLElement);
  const title = control(form, "title");
  const language = control(form, "language");
  let timer = 0;
  let request = new AbortController();
  let lastTook = 0;
  let drawn = "";

  const ready = new Promise((resolve) => { frame.addEventListener("load", resolve, { once: true }); });
  frame.src = root.dataset.frameUrl ?? "";
  ready.then(() => {
    if (!frame.contentDocument) return;
    followTheme(frame.contentDocument);
    openLinksElsewhere(frame.contentDocument);
  });

  /** @param {string} message */
  const report = (message) => {
    stale.textContent = message;
    stale.hidden = !message;
  };

  async function draw() {
    const fields = { content: text.value, title: title.value, language: language.value };
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
      const url = text.dataset.markdownxUrlsPath ?? "";
      const answer = await post(editor, url, fields, signal, (message) => report(`${words.stale} ${message}`));
      await ready;
      if (signal.aborted) return;
      /** @type {HTMLElement | null | undefined} */
      const place = frame.contentDocument?.querySelector("[data-preview]");
      if (!place?.parentElement) throw new Error(words.refused);
      place.parentElement.lang = fields.language;
      update(place, answer.html);
      drawn = asked;
      lastTook = performance.now() - begun;
      report("");
      root.dispatchEvent(new CustomEvent("editor:drawn", { detail: answer }));
    } catch (error) {
      // The last good preview stays; the author reads why it does not follow.
      if (!signal.aborted) report(`${words.stale} ${messageOf(error)}`);
    }
  }

  const soon = () => {
    clearTimeout(timer);
    // A long note takes longer to draw: then it is asked for less often.
    timer = setTimeout(draw, Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, lastTook * 1.5)));
  };
  text.addEventListener("input", soon);
  title.addEventListener("input", soon);
  language.addEventListener("change", soon);
  window.addEventListener("focus", () => { if (!stale.hidden) soon(); });
  draw();
}

/**
 * Puts the new blocks in, and leaves those that are the same: images do not flash, what is folded open stays open.
 * @param {HTMLElement} place
 * @param {string} html
 */
function update(place, html) {
  const fresh = place.ownerDocument.createElement("div");
  fresh.innerHTML = html;
  const before = [...place.childNodes];
  const after = [...fresh.childNodes];
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head].isEqualNode(after[head])) head += 1;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail)?.isEqualNode(after.at(-1 - tail) ?? null)) tail += 1;
  const next = before[before.length - tail] ?? null;
  for (const node of before.slice(head, before.length - tail)) node.remove();
  for (const node of after.slice(head, after.length - tail)) place.insertBefore(node, next);
}

/**
 * The admin's own switch says "auto", "light" or "dark" at the root; the site's styles know the last two.
 * @param {Document} preview
 */
function followTheme(preview) {
  const root = document.documentElement;
  const follow = () => { preview.documentElement.dataset.theme = root.dataset.theme ?? "auto"; };
  new MutationObserver(follow).observe(root, { attributes: true, attributeFilter: ["data-theme"] });
  follow();
}

/** @param {Document} preview */
function openLinksElsewhere(preview) {
  preview.addEventListener("click", (event) => {
    // An element of the frame is an instance of the frame's classes, not of this page's.
    const element = /** @type {Element} */ (event.target);
    const link = /** @type {HTMLAnchorElement | null} */ (element.closest("a[href]"));
    if (!link) return;
    event.preventDefault();
    const target = link.getAttribute("href") ?? "";
    if (target.startsWith("#")) {
      preview.getElementById(decodeURIComponent(target.slice(1)))?.scrollIntoView({ block: "center" });
    } else {
      window.open(link.href, "_blank", "noopener");
    }
  });
}
