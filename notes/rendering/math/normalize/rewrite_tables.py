"""Commands and characters that are written differently for KaTeX."""

from __future__ import annotations

CHARACTERS: dict[str, str] = {
    "（": "(", "）": ")", "［": "[", "］": "]", "｛": r"\{", "｝": r"\}", "｜": "|",
    "＝": "=", "＋": "+", "－": "-", "＊": "*", "／": "/", "＜": "<", "＞": ">", "％": r"\%", "＃": r"\#", "＄": r"\$",
    "’": "'", "‘": "'", "′": "'", "″": "''", "‴": "'''",
    "\u3000": " ", "\u2028": " ", "\u2029": " ",
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff", ""),
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()},
}  # fmt: skip
"""Replacements in math mode for characters that come from an input method or a word processor.

Full-width commas and full stops are kept: KaTeX supports them, and they are right beside Chinese.
"""

TEXT_CHARACTERS: dict[str, str] = {"_": r"\_", "&": r"\&", "#": r"\#", "^": r"\textasciicircum{}"}
r"""Characters that are special in math mode only. In text mode they are literal, as in `\text{learning_rate}`."""

TEXT_COMMANDS: dict[str, str] = {
    **{name: name for name in (r"\text", r"\textrm", r"\textbf", r"\textit", r"\textsf", r"\texttt", r"\textnormal")},
    **{name: name for name in (r"\textup", r"\textmd", r"\emph", r"\hbox", r"\fbox")},
    r"\tag": r"\tag",
    r"\mbox": r"\text",
    r"\textsc": r"\text",
    r"\textsl": r"\textit",
    r"\intertext": r"\text",
    r"\shortintertext": r"\text",
}
"""Commands whose argument is text, and KaTeX's name for each."""

DROPPED: dict[str, int] = {
    r"\leftroot": 1, r"\uproot": 1, r"\cline": 1, r"\vspace": 1, r"\require": 1, r"\usepackage": 1, r"\setlength": 2,
    r"\setcounter": 2, r"\addtocounter": 2, r"\definecolor": 3, r"\noindent": 0, r"\centering": 0, r"\par": 0,
    r"\displaylimits": 0, r"\allowdisplaybreaks": 0, r"\displaybreak": 0, r"\xspace": 0, r"\nobreak": 0, r"\null": 0,
}  # fmt: skip
"""Commands that are removed, and the number of arguments removed with each."""

REPLACED = {r"\toprule": r"\hline", r"\midrule": r"\hline", r"\bottomrule": r"\hline"}
"""Commands that are replaced one for one."""

PLAIN_TEX: dict[str, str] = {
    r"\matrix": "matrix", r"\pmatrix": "pmatrix", r"\bmatrix": "bmatrix", r"\vmatrix": "vmatrix", r"\cases": "cases",
    r"\eqalign": "aligned", r"\displaylines": "gathered",
}  # fmt: skip
r"""Commands of plain TeX, as in `\pmatrix{a & b \cr c & d}`, and the environment that replaces each."""

_ONE = """
    hat widehat tilde widetilde bar overline underline vec dot ddot dddot check breve acute grave mathring
    overrightarrow overleftarrow boldsymbol bm pmb mathbf mathbb mathcal mathrm mathit mathsf mathtt mathscr mathfrak
    mathop mathrel mathbin mathord mathopen mathclose operatorname text textrm textbf textit mbox boxed sqrt overbrace
    underbrace phantom
"""
_TWO = "frac dfrac tfrac cfrac binom dbinom tbinom overset underset stackrel textcolor"
ARGUMENTS: dict[str, int] = {f"\\{name}": 1 for name in _ONE.split()} | {f"\\{name}": 2 for name in _TWO.split()}
r"""The number of arguments of a command. KaTeX needs braces where TeX does not: `x_{\hat\theta}`."""
