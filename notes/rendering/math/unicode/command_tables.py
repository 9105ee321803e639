"""The commands that the line of Unicode knows beside symbols, by what it does with their arguments."""

from __future__ import annotations

from enum import Enum

from notes.rendering.math.unicode.symbols import Part


class Pattern(Enum):
    """What may follow a command and is passed over."""

    ARGUMENT = "{…}"
    OPTIONAL = "[…]"


_A, _O = Pattern.ARGUMENT, Pattern.OPTIONAL


def _names(words: str) -> tuple[str, ...]:
    return tuple(f"\\{word}" for word in words.split())


IGNORED: dict[str, tuple[Pattern, ...]] = {
    **dict.fromkeys(
        _names("""
            displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits displaylimits tiny scriptsize
            footnotesize small normalsize large Large LARGE huge Huge nonumber notag hline hdashline relax allowbreak
            nobreak strut mathstrut null centering noindent par boldmath unboldmath protect long global toprule
            midrule bottomrule
        """),
        (),
    ),
    **dict.fromkeys(
        _names("label phantom vphantom hphantom color cline vspace require usepackage leftroot uproot end"), (_A,)
    ),
    **dict.fromkeys(_names("setlength setcounter addtocounter"), (_A, _A)),
    r"\definecolor": (_A, _A, _A),
}
"""Gone without a trace."""

UNSAYABLE: dict[str, tuple[Pattern, ...]] = {r"\rule": (_O, _A, _A), r"\includegraphics": (_O, _A)}
"""Pictures."""

DIMENSIONS = _names("kern mkern hskip mskip")

DRAWN_AS_ARGUMENT: dict[str, tuple[Pattern, ...]] = {
    **dict.fromkeys(
        _names("""
            boxed fbox underbrace overbrace overgroup undergroup overbracket underbracket vcenter llap rlap clap
            mathllap mathrlap mathclap lefteqn ensuremath mathchoice angl phase sout
        """),
        (),
    ),
    **dict.fromkeys(
        _names("textcolor colorbox href htmlClass htmlId htmlStyle htmlData class cssId style raisebox"), (_A,)
    ),
    r"\fcolorbox": (_A, _A),
    **dict.fromkeys(_names("smash bbox"), (_O,)),
}
"""Only the last argument is read."""

TEXTS = _names(
    "text textrm textbf textit textsf texttt textnormal textup textmd textsc textsl emph mbox hbox intertext url"
)

FRACTIONS = _names("frac dfrac tfrac cfrac nicefrac sfrac")

STACKED = {r"\overset": True, r"\stackrel": True, r"\underset": False}
"""Whether the first argument stands above the second."""

LABELLED_ARROWS = _names("""
    xrightarrow xleftarrow xleftrightarrow xRightarrow xLeftarrow xLeftrightarrow xmapsto xlongequal xhookrightarrow
    xhookleftarrow xrightleftharpoons
""")

BIG_DELIMITERS = _names("big Big bigg Bigg bigl Bigl biggl Biggl bigr Bigr biggr Biggr bigm Bigm biggm Biggm")

PARTS: dict[str, Part] = {
    r"\mathop": Part.OPERATOR,
    r"\mathrel": Part.RELATION,
    r"\mathbin": Part.BINARY,
    r"\mathord": Part.LETTER,
    r"\mathinner": Part.LETTER,
    r"\mathopen": Part.OPENING,
    r"\mathclose": Part.CLOSING,
    r"\mathpunct": Part.PUNCTUATION,
}
"""Commands that say what part their argument plays."""
