"use strict";
// Runs in QuickJS beside KaTeX: renders a batch of formulas and returns the HTML or the failure of each.

// KaTeX does not raise for an untrusted command: it prints the command's name in this color, which authors do not use.
const REFUSED_COLOR = "#c0ffe1";

// In em: limits on one rule, space or shift, and on the sum of all in a formula.
const MAX_SIZE = 40;
const MAX_TOTAL_SIZE = 200;
const MAX_STRETCH = 10;
// Only TeX that matches is parsed a second time, to check its sizes.
const SIZED = /\\(?:[hm]?kern|[hm]skip|[hm]space|raisebox|rule|above|genfrac|\\\s*\[|cr|arraystretch)/;
const EM = { em: 1, ex: 0.43, mu: 0.056, pt: 0.1, mm: 0.285, cm: 2.85, in: 7.23, bp: 0.1, pc: 1.2, dd: 0.107, cc: 1.28,
  nd: 0.107, nc: 1.28, sp: 0.0000015, px: 0.1 };

// Commands of MathJax or LaTeX packages that KaTeX lacks. A note's own definition takes precedence.
const EXTRA_MACROS = {
  "\\mathds": "\\mathbb{#1}",
  "\\mathbbm": "\\mathbb{#1}",
  "\\mathbbold": "\\mathbb{#1}",
  "\\mit": "\\it",
  "\\*": "*",
  "\\symbf": "\\boldsymbol{#1}",
  "\\symbfit": "\\boldsymbol{#1}",
  "\\mathbfit": "\\boldsymbol{#1}",
  "\\mathbfcal": "\\boldsymbol{\\mathcal{#1}}",
  "\\mathpzc": "\\mathcal{#1}",
  "\\ensuremath": "#1",
  "\\prescript": "{\\vphantom{#3}}^{#1}_{#2}{#3}",
  "\\sideset": "\\mathop{\\mathop{\\vphantom{#3}}\\nolimits#1#3\\nolimits#2}\\limits",
  "\\strut": "\\vphantom{\\big(}",
  "\\lefteqn": "\\mathrlap{\\displaystyle #1}\\kern 2em",
  "\\hfill": "\\quad",
  "\\hfil": "\\quad",
  "\\hdots": "\\ldots",
  "\\bbox": "\\@ifnextchar[{\\bbox@styled}{\\boxed@not}",
  "\\class": "\\@secondoftwo{#1}{#2}",
  "\\cssId": "\\@secondoftwo{#1}{#2}",
  "\\style": "\\@secondoftwo{#1}{#2}",
};

// Characters of HTML of one formula.
const MAX_HTML_LENGTH = 1_000_000;

class TooLarge extends Error {}

// The value of KaTeX's `trust` option: a function that decides whether a command may be rendered.
function trustFor(allowedUrls) {
  return ({ command, protocol, url }) =>
    command === "\\href" &&
    (["http", "https", "mailto"].includes(protocol) || url.startsWith("#") || allowedUrls.includes(url));
}

// KaTeX's own `maxSize` caps each positive size; negative ones, or many small ones, can cover the page as well.
function checkSizes(tree) {
  let total = 0;
  const stack = [tree];
  while (stack.length > 0) {
    const node = stack.pop();
    if (typeof node !== "object" || node === null) continue;
    if (node.arraystretch > MAX_STRETCH) throw new TooLarge();
    if (typeof node.number === "number" && typeof node.unit === "string") {
      const size = Math.abs(node.number) * (EM[node.unit] ?? 1);
      total += size;
      if (!(size <= MAX_SIZE || node.number > 0) || total > MAX_TOTAL_SIZE) {
        throw new TooLarge();
      }
      continue;
    }
    for (const key in node) if (key !== "loc") stack.push(node[key]);
  }
}

function render([tex, display, allowedUrls]) {
  const settings = {
    displayMode: display,
    output: "htmlAndMathml",
    strict: "ignore",
    throwOnError: true,
    errorColor: REFUSED_COLOR,
    maxSize: MAX_SIZE,
    maxExpand: 10000,
    trust: trustFor(allowedUrls),
  };
  try {
    if (SIZED.test(tex)) checkSizes(katex.__parse(tex, { ...settings, macros: { ...EXTRA_MACROS } }));
    // KaTeX writes global definitions into `macros`, so each call gets a new object.
    const html = katex.renderToString(tex, { ...settings, macros: { ...EXTRA_MACROS } });
    if (html.length > MAX_HTML_LENGTH) return { failure: "too heavy" };
    return html.includes(REFUSED_COLOR) ? { failure: "refused" } : { html };
  } catch (error) {
    if (error instanceof katex.ParseError) return { message: error.rawMessage, position: error.position ?? null };
    if (error instanceof TooLarge) return { failure: "too large" };
    // QuickJS reports a stack overflow as RangeError, exhausted memory as InternalError. Any other error is KaTeX's.
    if (error instanceof RangeError || error instanceof InternalError) return { failure: "too heavy" };
    return { message: error.message, position: null };
  }
}

// QuickJS cannot return a string that was concatenated; `JSON.stringify` returns one that it can.
globalThis.renderAll = (jobs) => JSON.stringify(JSON.parse(jobs).map(render));
