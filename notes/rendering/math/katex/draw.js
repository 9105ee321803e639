"use strict";
// KaTeX's half of the engine: draws a batch of formulas and says of each what came out.

// A command that is not trusted does not raise in KaTeX: it prints its own name, in this colour. Nobody writes it by hand.
const REFUSED = "#c0ffe1";

// In em: the most that one rule, space or shift may measure, and that all of a formula's may measure together.
const MAX_SIZE = 40;
const MAX_SIZE_TOGETHER = 200;
const MAX_STRETCH = 10;
const SIZED = /\\(?:[hm]?kern|[hm]skip|[hm]space|raisebox|rule|above|genfrac|\\\s*\[|cr|arraystretch)/;
const EM = { em: 1, ex: 0.43, mu: 0.056, pt: 0.1, mm: 0.285, cm: 2.85, in: 7.23, bp: 0.1, pc: 1.2, dd: 0.107, cc: 1.28,
  nd: 0.107, nc: 1.28, sp: 0.0000015, px: 0.1 };

// Commands that KaTeX lacks and MathJax or LaTeX packages have. A note's own definition of one comes first.
const ignore = (count) => ({ tokens: [], numArgs: count });
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

// In characters: a note may be as long as fifteen of the longest formulas, and its page must still be one.
const MAX_HTML = 1_000_000;

class TooLarge extends Error {}

function trusts(allowed) {
  return ({ command, protocol, url }) =>
    command === "\\href" &&
    (protocol === "http" || protocol === "https" || protocol === "mailto" || url.startsWith("#") || allowed.includes(url));
}

// KaTeX caps each size upwards; a page can as well be covered by a negative one, or by many together.
function checkSizes(tree) {
  let together = 0;
  const waiting = [tree];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (typeof node !== "object" || node === null) continue;
    if (node.arraystretch > MAX_STRETCH) throw new TooLarge();
    if (typeof node.number === "number" && typeof node.unit === "string") {
      const size = Math.abs(node.number) * (EM[node.unit] ?? 1);
      together += size;
      if (!(size <= MAX_SIZE || node.number > 0) || together > MAX_SIZE_TOGETHER) {
        throw new TooLarge();
      }
      continue;
    }
    for (const key in node) if (key !== "loc") waiting.push(node[key]);
  }
}

function draw([tex, display, allowed]) {
  const settings = {
    displayMode: display,
    output: "htmlAndMathml",
    strict: "ignore",
    throwOnError: true,
    errorColor: REFUSED,
    maxSize: MAX_SIZE,
    maxExpand: 10000,
    trust: trusts(allowed),
  };
  try {
    if (SIZED.test(tex)) checkSizes(katex.__parse(tex, { ...settings, macros: { ...EXTRA_MACROS } }));
    // A fresh object each time: \gdef writes into it.
    const html = katex.renderToString(tex, { ...settings, macros: { ...EXTRA_MACROS } });
    if (html.length > MAX_HTML) return { failure: "too heavy" };
    return html.includes(REFUSED) ? { failure: "refused" } : { html };
  } catch (error) {
    if (error instanceof katex.ParseError) return { message: error.rawMessage, at: error.position ?? null };
    if (error instanceof TooLarge) return { failure: "too large" };
    // A stack overflow is a RangeError, exhausted memory an InternalError; any other is a fault of KaTeX's own.
    if (error instanceof RangeError || error instanceof InternalError) return { failure: "too heavy" };
    return { message: error.message, at: null };
  }
}

// A string put together from others cannot leave QuickJS as it is; what JSON.stringify returns can.
globalThis.drawAll = (jobs) => JSON.stringify(JSON.parse(jobs).map(draw));
