/** Text and preview scroll in step: their headings stand side by side, what is between them in proportion. */
import { heightsOf } from "./text.js";
/** @import { Editor } from "./index.js" */

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^ {0,3}#{1,6}(?:\s|$)/;

/** @typedef {[number, number]} Pair a place in the text and its place in the preview, in pixels */

/** @param {Editor} editor */
export function scrollInStep({ root, text, frame }) {
  /** @type {Pair[] | null} */
  let pairs = null;
  /** @type {WeakMap<Element, number>} where each side was last put by the other, in pixels */
  const put = new WeakMap();
  const page = () => frame.contentDocument?.scrollingElement;
  const forget = () => { pairs = null; };

  /** @param {Element} preview */
  function matched(preview) {
    /** @type {[Pair, Pair]} */
    const ends = [[0, 0], [text.scrollHeight - text.clientHeight, preview.scrollHeight - preview.clientHeight]];
    const headings = preview.querySelectorAll("[data-preview] > :is(h1, h2, h3, h4, h5, h6)");
    const drawn = /** @type {HTMLElement[]} */ ([...headings]);
    let written = headingOffsets(text.value);
    // A first heading that only repeats the title is not drawn.
    if (written.length === drawn.length + 1) written = written.slice(1);
    if (written.length !== drawn.length) return ends;
    const heights = heightsOf(text, written);
    const middle = drawn.map((heading, index) => /** @type {Pair} */ ([heights[index], heading.offsetTop]));
    return [ends[0], ...middle.filter(([one, other]) => one < ends[1][0] && other < ends[1][1]), ends[1]];
  }

  /**
   * Puts the side `follower` where the side `leader` is; `from` and `to` are their places in a pair.
   * @param {Element} leader
   * @param {Element} follower
   * @param {0 | 1} from
   * @param {0 | 1} to
   */
  function follow(leader, follower, from, to) {
    // The scrolling that one side causes on the other must not come back, however late its event arrives.
    if (Math.abs(leader.scrollTop - (put.get(leader) ?? NaN)) < 1) return;
    put.delete(leader);
    if (root.dataset.mode !== "both") return;
    pairs ??= matched(from === 0 ? follower : leader);
    follower.scrollTo({ top: between(pairs, [from, leader.scrollTop], to), behavior: "instant" });
    put.set(follower, follower.scrollTop);
  }

  text.addEventListener("scroll", () => {
    const preview = page();
    if (preview) follow(text, preview, 0, 1);
  }, { passive: true });
  frame.addEventListener("load", () => {
    frame.contentDocument?.addEventListener("scroll", () => {
      const preview = page();
      if (preview) follow(preview, text, 1, 0);
    }, { passive: true });
    frame.contentDocument?.addEventListener("load", forget, true); // images grow as they arrive
  });
  text.addEventListener("input", forget);
  root.addEventListener("editor:drawn", forget);
  new ResizeObserver(forget).observe(text);
}

/**
 * The place on the side `to` that belongs to the place `at` on the side `from`.
 * @param {Pair[]} pairs
 * @param {[from: 0 | 1, at: number]} place
 * @param {0 | 1} to
 */
function between(pairs, [from, at], to) {
  const next = pairs.findIndex((pair) => pair[from] > at);
  if (next <= 0) return next < 0 ? pairs[pairs.length - 1][to] : 0;
  const [before, after] = [pairs[next - 1], pairs[next]];
  const share = (at - before[from]) / (after[from] - before[from]);
  return before[to] + share * (after[to] - before[to]);
}

/**
 * Where the headings of the text begin; a line of a code block is none.
 * @param {string} value
 */
function headingOffsets(value) {
  const offsets = [];
  let fence = "";
  let at = 0;
  for (const line of value.split("\n")) {
    const mark = FENCE.exec(line)?.[1] ?? "";
    if (fence) {
      if (mark.startsWith(fence)) fence = "";
    } else if (mark) {
      fence = mark;
    } else if (HEADING.test(line)) {
      offsets.push(at);
    }
    at += line.length + 1;
  }
  return offsets;
}
