r"""Formulas written to hang or crash the engine, deface the page or run a script, by name.

They are typeset in a separate process (`python -m tests.rendering.math.hostile_formulas [seconds]`), which prints the
results as JSON, so that a formula that kills the process fails the tests and does not end the run.
"""

from __future__ import annotations

import json
import sys
import time

DEEP = 9_000


def _bomb(definition: str, doublings: int, start: str) -> str:
    """Macros that each expand to the previous one twice: 2^doublings times `start`."""
    names = [f"\\bomb{chr(97 + index // 26)}{chr(97 + index % 26)}" for index in range(doublings)]
    pairs = zip(names, [start, *names], strict=False)
    return "".join(definition % (name, before * 2) for name, before in pairs) + names[-1]


HOSTILE: dict[str, str] = {
    # Depth
    "open braces": "{" * DEEP,
    "close braces": "}" * DEEP,
    "nested braces": "{" * DEEP + "x" + "}" * DEEP,
    "nested superscripts": "x^{" * 4_000 + "y" + "}" * 4_000,
    "nested subscripts": "x_{" * 4_000 + "y" + "}" * 4_000,
    "towers without braces": "^" * DEEP,
    "primes": "x" + "'" * DEEP,
    "nested fractions": r"\frac{1}{" * 2_000 + "x" + "}" * 2_000,
    "fractions without arguments": r"\frac" * 4_000,
    "nested roots": r"\sqrt{" * 2_500 + "x" + "}" * 2_500,
    "nested optional roots": r"\sqrt[" * 3_000,
    "nested fences": r"\left(" * 1_500 + "x" + r"\right)" * 1_500,
    "open fences": r"\left(" * 3_000,
    "close fences": r"\right)" * 2_500,
    "nested matrices": r"\begin{matrix}" * 600 + "x" + r"\end{matrix}" * 600,
    "open environments": r"\begin{matrix}" * 1_400,
    "close environments": r"\end{matrix}" * 1_500,
    "nested numbered environments": r"\begin{align}" * 600 + "x" + r"\end{align}" * 600,
    "nested text": r"\text{" * 3_000 + "x" + "}" * 3_000,
    "text and formulas in turn": r"\text{$" * 2_500 + "x" + "$}" * 2_500,
    "nested accents": r"\hat{" * 3_000 + "x" + "}" * 3_000,
    "accents without braces": r"\hat" * 4_500,
    "nested boxes": r"\boxed{" * 2_000 + "x" + "}" * 2_000,
    "nested colours": r"\color{red}{" * 1_500 + "x" + "}" * 1_500,
    "infix fractions": r"a\over " * 2_500,
    "nested operators": r"\mathop{" * 2_000 + "x" + "}_y" * 1_000,
    "brackets": "[" * DEEP,
    # Size
    "a long word": "x" * 20_000,
    "too long": "x" * 20_001,
    "far too long": "x" * 290_000,
    "a wide matrix": r"\begin{matrix}" + "1&" * 4_900 + r"\end{matrix}",
    "a tall matrix": r"\begin{matrix}" + r"1\\" * 3_300 + r"\end{matrix}",
    "a large matrix": r"\begin{matrix}" + ("1&" * 40 + r"\\") * 200 + r"\end{matrix}",
    "rows": r"a\\" * 6_000,
    "numbered rows": r"\begin{align}" + r"a&=b\\" * 2_500 + r"\end{align}",
    "labelled rows": r"\begin{align}" + "".join(rf"a\label{{l{n}}}\\" for n in range(1_000)) + r"\end{align}",
    "references": r"\eqref{nowhere}" * 1_000,
    "many columns": r"\begin{array}{" + "c" * 9_000 + "}" + "x" + r"\end{array}",
    "repeated columns": r"\begin{array}{*{99}{*{99}{*{99}{c}}}}x\end{array}",
    "strikes": r"\hline" * 3_000,
    "unclosed definitions": r"\def\a" * 3_000,
    "unclosed optional arguments": r"\newcommand\a[" * 1_400,
    "unclosed columns": r"\begin{array}{" * 1_400,
    "stacked accents": "x" + "\u0301" * 15_000,
    # Macros
    "a macro of itself": r"\def\x{\x}\x",
    "a macro of itself twice": r"\def\x{\x\x}\x",
    "two macros of each other": r"\def\x{\y}\def\y{\x}\x",
    "a doubling macro": _bomb(r"\def%s{%s}", 30, "x"),
    "a doubling command": _bomb(r"\newcommand{%s}{%s}", 40, r"\frac{x}{y}"),
    "a doubling expansion": _bomb(r"\edef%s{%s}", 30, "xx"),
    "a growing argument": r"\def\x#1{\x{#1#1}}\x{aaaaaaaa}",
    "a growing global": r"\gdef\x{x}" + r"\xdef\x{\x\x}" * 30 + r"\x",
    "an endless default": r"\newcommand{\x}[1][\x]{#1}\x",
    "an endless list": r"\def\x#1{#1\x}\x a",
    "a macro for the end": r"\def\x{}}\x",
    "a macro that redefines": r"\def\frac{\sqrt}\def\sqrt{\frac}\frac{x}",
    "an alias of itself": r"\let\x\x\x",
    "aliases in a ring": r"\let\x\y\let\y\x\x\y",
    "a macro behind its own name": r"\futurelet\x\x\x",
    "expandafter": r"\expandafter" * 4_000,
    "noexpand": r"\noexpand" * 4_000,
    "definition of a brace": r"\def{\x}{y}",
    "definition of the backslash": r"\def\\{\\\\}\\",
    "definition of begin": r"\def\begin{\begin}\begin{matrix}x\end{matrix}",
    # Script
    "script address": r"\href{javascript:alert(1)}{x}",
    "script address in capitals": r"\href{JaVaScRiPt:alert(1)}{x}",
    "script address with a tab": "\\href{java\tscript:alert(1)}{x}",
    "script address with a space": r"\href{ javascript:alert(1)}{x}",
    "script address with a control": "\\href{\x01javascript:alert(1)}{x}",
    "script address as entity": r"\href{javascript&#58;alert(1)}{x}",
    "script address as entity without hash": r"\href{javascript&colon;alert(1)}{x}",
    "script address in pieces": r"\def\x{java}\href{\x script:alert(1)}{x}",
    "script address as url": r"\url{javascript:alert(1)}",
    "data address": r"\href{data:text/html,<script>alert(1)</script>}{x}",
    "vbscript address": r"\href{vbscript:msgbox(1)}{x}",
    "file address": r"\href{file:///etc/passwd}{x}",
    "address of another host": r"\href{//evil.example}{x}",
    "address of this site": r"\href{/admin/logout/}{x}",
    "quotes in an address": r'\href{https://a.example/"onmouseover="alert(1)}{x}',
    "tags in an address": r"\href{https://a.example/<script>}{x}",
    "picture": r"\includegraphics[height=9em]{https://evil.example/x.png}",
    "class": r"\htmlClass{math-error}{x}",
    "id": r"\htmlId{content}{x}",
    "style": r"\htmlStyle{position:fixed;inset:0}{x}",
    "data attribute": r"\htmlData{nonce=x}{x}",
    "tags": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "tags in text": r"\text{<img src=x onerror=alert(1)>}",
    "tags in verbatim": r"\verb|<script>alert(1)</script>|",
    "tags in a tag": r"\tag{<b>x</b>}x",
    "tags in a label": r"x\label{\"><script>alert(1)</script>}",
    "tags in a reference": r"\eqref{<script>alert(1)</script>}",
    "closing the annotation": r"x</annotation></semantics></math><script>alert(1)</script>",
    "closing the comment": "x--><script>alert(1)</script>",
    "colour with a style": r"\color{red;position:fixed}x",
    "colour with a quote": r'\color{red" onmouseover="alert(1)}x',
    "colour of the refused": r"\color{#c0ffe1}x",
    "name of a placeholder": r"\text{<span data-formula='0'></span>}",
    # Covering the page
    "a huge rule": r"\rule{1e9em}{1e9em}",
    "a large rule": r"\rule{999999999em}{999999999em}",
    "a rule in inches": r"\rule{9999in}{9999in}",
    "a huge kern": r"\kern 99999999em x",
    "a negative kern": r"\kern -99999em x",
    "a negative kern by macro": r"\def\far{-99999em}\kern\far x",
    "a huge space": r"\hspace{99999em}x",
    "a negative space": r"\hspace*{-99999em}x",
    "raised": r"\raisebox{99999em}{x}",
    "lowered": r"\raisebox{-99999em}{x}",
    "raised many times": r"\raisebox{30em}{" * 50 + "x" + "}" * 50,
    "rules side by side": r"\rule{30em}{30em}" * 50,
    "a huge row gap": r"a\\[99999em]b",
    "a negative row gap": r"\begin{matrix}a\\[-99999em]b\end{matrix}",
    "a huge fraction bar": r"\genfrac{}{}{99999em}{}{a}{b}",
    "a huge array stretch": r"\def\arraystretch{1e9}\begin{matrix}a\\b\end{matrix}",
    # Characters
    "nothing": "",
    "spaces": " \n\t ",
    "null": "x\x00y",
    "nulls": "\x00" * 5_000,
    "controls": "".join(map(chr, range(32))),
    "half a pair": "x\ud835y",
    "half pairs": "\udc00\ud800" * 2_000,
    "private characters": "\ue000\uf8ff",
    "noncharacters": "\ufffe\uffff",
    "line separators": "a\u2028b\u2029c",
    "right to left": "\u202etxet\u202c \u05d0\u05d1",
    "joiners": "a\u200db\u200c\ufeffc",
    "emoji": "👩‍👩‍👧‍👦 + 🇨🇳",
    "letters outside the plane": "𝒩" * 5_000,
    "a lone backslash": "\\",
    "backslashes": "\\" * 9_999,
    "a backslash before a half pair": "\\\ud835",
    "a lone percent": "%",
    "percents": "x%" * 3_000,
    "a comment before the end": r"x\label{c}%",
    "dollars": "$" * 5_000,
    "hashes": "#" * 5_000,
    "ampersands": "&" * 5_000,
    "unended verbatim": r"\verb|x",
    "unended begin": r"\begin{",
    "unknown environment": r"\begin{nonsense}x\end{nonsense}",
    "crossed environments": r"\begin{matrix}\begin{align}\end{matrix}\end{align}",
    "crossed braces": r"\begin{align}{\end{align}}",
    "a number too many": r"x\tag{1}\tag{2}\tag{3}",
    "an empty tag": r"x\tag{}",
    "a name of the prototype": r"\constructor \__proto__ \toString \hasOwnProperty{x}",
    "an environment of the prototype": r"\begin{constructor}x\end{constructor}\begin{__proto__}\end{__proto__}",
    "char codes": r"\char\"110000 \char1114112 \char'777777777 \char`",
    "a huge number": r"\kern" + "9" * 5_000 + "em x",
}


def main(seconds: float | None = None) -> None:
    """Typeset each between harmless ones, with an engine limit of `seconds`, and print the results."""
    from notes.rendering.math import Source, budget, typeset
    from notes.rendering.math.katex import engine

    if seconds is not None:
        engine.SECONDS = seconds
    # Under load, the time budget of a note might run out.
    budget.SECONDS = 600
    results = {}
    for name, tex in HOSTILE.items():
        started = time.process_time()
        result = typeset([Source("a", False, 1, 1), Source(tex, True, 2, 1), Source("b", False, 3, 1)])
        results[name] = {
            "seconds": time.process_time() - started,
            "html": [formula.html for formula in result.formulas],
            "text": [formula.text for formula in result.formulas],
            "feed": [formula.feed_html for formula in result.formulas],
            "problems": [(problem.kind, problem.line) for problem in result.problems],
        }
    json.dump(results, sys.stdout)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else None)
