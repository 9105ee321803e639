"""The commands with arguments, by how they are converted."""

from __future__ import annotations

from enum import Enum

from notes.rendering.math.unicode.symbols import AtomClass


class Pattern(Enum):
    """An argument that is skipped."""

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
"""Commands that show nothing, with their arguments."""

PICTURES: dict[str, tuple[Pattern, ...]] = {r"\rule": (_O, _A, _A), r"\includegraphics": (_O, _A)}
"""Commands that have no equivalent in text."""

DIMENSIONS = _names("kern mkern hskip mskip")

SHOW_LAST_ARGUMENT: dict[str, tuple[Pattern, ...]] = {
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
"""Commands that show their last argument; the arguments before it are skipped."""

TEXT_COMMANDS = _names(
    "text textrm textbf textit textsf texttt textnormal textup textmd textsc textsl emph mbox hbox intertext url"
)

FRACTIONS = _names("frac dfrac tfrac cfrac nicefrac sfrac")

STACKED = {r"\overset": True, r"\stackrel": True, r"\underset": False}
"""Commands that stack two arguments; true if the first is above the second."""

LABELED_ARROWS = _names("""
    xrightarrow xleftarrow xleftrightarrow xRightarrow xLeftarrow xLeftrightarrow xmapsto xlongequal xhookrightarrow
    xhookleftarrow xrightleftharpoons
""")

BIG_DELIMITERS = _names("big Big bigg Bigg bigl Bigl biggl Biggl bigr Bigr biggr Biggr bigm Bigm biggm Biggm")

ATOM_CLASSES: dict[str, AtomClass] = {
    r"\mathop": AtomClass.OPERATOR,
    r"\mathrel": AtomClass.RELATION,
    r"\mathbin": AtomClass.BINARY,
    r"\mathord": AtomClass.ORDINARY,
    r"\mathinner": AtomClass.ORDINARY,
    r"\mathopen": AtomClass.OPENING,
    r"\mathclose": AtomClass.CLOSING,
    r"\mathpunct": AtomClass.PUNCTUATION,
}
"""Commands that set the class of their argument."""
