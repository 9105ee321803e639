"""The fragments from which the fuzzer composes documents. Opening and closing delimiters are separate fragments.

In the lists, `␠` is a space, `␤` a newline and `␉` a tab.
"""

from __future__ import annotations

from notes.rendering.constructs.callouts import CALLOUT_KINDS
from notes.rendering.constructs.theorems import THEOREM_KINDS
from notes.rendering.html import elements
from notes.rendering.markdown.math_delimiters import ENVIRONMENTS as BARE_ENVIRONMENTS
from notes.rendering.math.normalize import environments, rewrite_tables
from notes.rendering.math.normalize.definitions import COMMANDS as DEFINITIONS
from notes.rendering.math.unicode.command_readers import COMMAND_READERS
from notes.rendering.math.unicode.symbols import ACCENTS, SYMBOLS
from tests.rendering.xss.vectors import VECTORS

_WORDS = """
    a b x word Text 5 10 40 3.14 中 文 汉字 中文文字 ， 。 ： （ ） 、 “ ” ‘ ’ ！ ？ 「 」 ａ １ é א ع 한글
    かな — … · 💡 ⚠️ ❗ 👨‍👩‍👧 ﷺ ﬁ ␠ ␠ ␠a␠ . , ; : ! ? / | = ~ ^ _ * @ < > & ' " # + -
    https://a.b/c https://a.b/c[x](y) http:// www.a.b www. a@b.cd [TOC] [toc] {:toc} ==h== %%c%% {.a} {%␠raw␠%}
    &amp; &lt; &gt; &nbsp; &#36; &#0; &#xFDD0; &#xD800; &#x110000; &bogus; fn-1 fnref-1 section thm-1 eq-a
"""
_DELIMITERS = r"""
    $ $ $ $$ $$ $$$ \( \) \[ \] \\( \\) \\[ \\] \$ \\ \ ` `` ``` ```` \` \`` $` `$ * ** *** _ __ ~ ~~ ( ) [ ] ](
    ](/a) ](/a␠"t") ](<a␠b>) ![ ![a]( ![a](b.png␠"$x$") [^1] [^2] [^a] [^ [^1]: [^2]: [a] [a][b] [a]: <a>
    <https://a.b/c> [[ ]] [[a]] [[a|b]] [[#a]] [[#thm:a]] [[#eq:a]] [[vae]] [[vae#eq:elbo]] [[vae#none|*x*]]
    [[a\|b]] [[| {#thm:a} {#a} \eqref{a} \ref{a} \eqref{eq:a} \ref{thm:a} \eqref{vae:eq:elbo} \eqref{ } { } [x]
    [␠] | || \| <!-- --> <!-- <!--> <!---> <? ?> <![CDATA[ ]]> <! </ <␠ &lt;
"""
_BLOCKS = r"""
    ␤ ␤ ␤␤ ␤␤ ␤␤␤␤␤ ␤␠ ␤␠␠ ␤␠␠␠ ␤␠␠␠␠ ␤␠␠␠␠␠␠ ␤␉ ␤>␠ ␤>> ␤>␤ ␤-␠ ␤-␤
    ␤␠␠-␠ ␤*␠ ␤+␠ ␤1.␠ ␤1)␠ ␤9.␠ ␤-␠[x]␠ ␤-␠[␠]␠ ␤#␠ ␤##␠ ␤######␠ ␤#### ␤===␤
    ␤---␤ ␤***␤ ␤___␤ ␤```␤ ␤````␤ ␤~~~␤ ␤```python␤ ␤```math␤ ␤```mermaid␤ ␤```c{␤
    ␤```java␠title="a"␠{1,3-5}␤ ␤:␠ ␤:␤ ␤␤:␠ ␤|␠a␠|␠b␠|␤|---|:-:|␤|␠ ␤|-|␤ ␤|␠ ␠|␤|␠
    ␠|␠ ␠|␤ ␤a|b␤-|-␤ ␤[^1]:␠ ␤[^2]:␠ ␤[^a]:␤␠␠␠␠ ␤[^1]:␠x[^2]␤␤␠␠␠␠ ␤[a]:␠/b␤ ␤$$␤
    ␤$$ $$␤ ␤\[␤ ␤\]␤ ␤\begin{align}␤ ␤\end{align}␤ ␤<aside>💡␠ ␤</aside>␤ </aside>␤ ␤<aside>␤␤
    ␤<div>␤␤ ␤␤</div>␤ ␤<details><summary> </summary>␤␤ ␤<table>␤ ␤\␤ \␤ ␤<table><tr><td>␤␤
    ␤␤</td></tr></table>␤ ␤>␠-␠ ␤-␠>␠ ␤-␠-␠ ␤1.␠-␠ ␤>␠```␤ ␤>␠$$␤ ␤>␠|␠a␠|␤>␠|---|␤
    ␤-␠:␠ ␤>␠[^1]:␠
"""
_TEX = r"""
    { } { } ^ _ ^{ _{ & & \\ \\[1em] \\[a] \\* %␤ %c␤ # #1 ' ~ [ ] ( ) < > = + - x 1 中 （ ， \label{a}
    \label{eq:a} \label{ \tag{1} \tag*{a} \tag{ \tag \notag \nonumber \ref{a} \eqref{a} \eqref{b} \left \right
    \left( \right) \left. \right. \begin \end \begin{ \end{ \verb|a| \verb👨👩 \char"D800 \char"DC00 \char0
    \char"FDD0 \char"1D49C \unicode{xD800} \verb \char`\a \newcommand{\a}{b} \newcommand{\a}[1]{#1}
    \newcommand{\be}{\begin{ \newcommand{\a}[1][x]{#1} \def\a{ \def\a#1{#1} \let\a=\b \let\a \a \a{x}
    \DeclareMathOperator{\a}{b} \edef\a{\a\a} \text{ \text{$x$} \text{中} \mbox{ \frac{ \frac{1}{2} \sqrt[3]{
    \sqrt[ \hat\theta \href{https://a.b}{x} \url{ \href{javascript:x}{y} \includegraphics{ \color{red} \color{
    \htmlId{a}{b} \rule{9em}{9em} \kern9em \hspace{-9em} \cr \over \atop \choose \multicolumn{2}{c}{x}
    \operatorname*{a} \substack{a\\b} \xrightarrow[a]{b} \big( \unknown \@a \< \, \; \␠ \u{200b} \array{
    \pmatrix{a&b\cr} \matrix \cases{ \middle| \hline \hdashline {cc} {c|c} \smash[b]{x}
"""
_CONSTRUCTS = r"""
    $x_1$ $\frac{a}{b}$ $$␤x␤$$ $$x\label{eq:a}$$ \(x\) \[x\] $`x`$ `$x$` **粗** *斜* ~~删~~ [链](/a)
    ![图](a.png) [[a]] [^1] <b>x</b> <br> <font␠color=red>红</font> <center>x</center> <kbd>K</kbd>
    \begin{align}a&=b\\c&=d\end{align} ␤␤#␠题␤␤ ␤␤-␠一␤-␠二␤␤ ␤␤>␠引␤␤
    ␤␤|␠a␠|␠b␠|␤|---|---|␤|␠c␠|␠d␠|␤␤ ␤␤[^1]:␠注␤␤ ␤␤词␤:␠义␤␤ ␤␤```python␤x␠=␠1␤```␤␤
    ␤␤>␠[!NOTE]␠题␤>␠文␤␤ ␤␤>␠[!PROOF]-␤>␠文␤␤ ␤␤>␠[!LEMMA]␠题␠{#thm:a}␤>␠文␤␤
    ␤␤<div>␤␤文␤␤</div>␤␤ <a␠name=a></a> ␤␤<table><tr><td>a</td></tr></table>␤␤
    ␤␤<details>␤<summary>a</summary>␤␤文␤␤</details>␤␤ <ruby>a<rt>b</ruby>
"""
_FOOTNOTES = """
    [^1] [^2] [^a] ␤[^1]:␠ ␤[^2]:␠ ␤[^a]:␠ ␤␤[^1]:␠ ␤␤[^2]:␠ ␤␠␠␠␠ ␤␤␠␠␠␠ ␤␤␠␠␠␠[^a]:␠
    ␤>␠[^1]:␠ ␤-␠[^1]:␠ ␤#␠ ![ ](a)
"""
_CONTROLS = (
    "\0 \x01 \x08 \x0b \x0c \r \r\n \x1b \x7f \x85 \xa0 \xad \u200b \u2028 \u202e \ufe00 \ufeff \ufffe \ud800 \udc00 "
    "\ufdd0 \ufdd1 \U0001ffff \u0301 \ufe0f \u3000 \t"
)
_ATTRIBUTES = """
    ␠id="a" ␠id=u-a ␠id=fn-1 ␠class="x" ␠name=a ␠href="/a" ␠href=#a ␠href=javascript:x ␠align="center"
    ␠open ␠title="$x$" ␠title='>' ␠a=" ␠src=x ␠width=50% ␠style=color:red ␠colspan=2 ␠start=3
    ␠onclick=x / ␠/ ␠<b ␤ ␠title="<li>"
"""
_NESTING = "table tr td th tbody caption col colgroup li ul ol dl dt dd p div a b i h2 ruby rt pre code br hr summary"


def _pieces(text: str) -> list[str]:
    return [piece.replace("␠", " ").replace("␤", "\n").replace("␉", "\t") for piece in text.split()]


_NAMES = [*sorted(elements.ALLOWED), *sorted(elements.REMOVED | elements.UNWRAPPED), "x", "a-b", "List"]
_TAGS = [tag for name in (*_NAMES, *_NESTING.split() * 6) for tag in (f"<{name}>", f"</{name}>")]
_KNOWN = {*environments.ENVIRONMENTS, *environments.TRANSPARENT, *environments.DISPLAY_ONLY, *BARE_ENVIRONMENTS}
_ENVIRONMENTS = [f"\\{side}{{{name}}}" for name in sorted(_KNOWN | {"foo", ""}) for side in ("begin", "end")]
_COMMANDS = {
    *(*COMMAND_READERS, *SYMBOLS, *ACCENTS, *DEFINITIONS, *rewrite_tables.ARGUMENTS, *rewrite_tables.TEXT_COMMANDS),
    *(*rewrite_tables.DROPPED, *rewrite_tables.REPLACED, *rewrite_tables.PLAIN_TEX, *rewrite_tables.CHARACTERS),
}

_OPENERS = _pieces(r"$ $$ \( \[ ␤$$␤ $` ␠")
_CLOSERS = _pieces(r"$ $$ \) \] ␤$$␤ `$ ␠")
FORMULA_DELIMITERS = list(zip(_OPENERS, _CLOSERS, strict=True))

FRAGMENTS: dict[str, list[str]] = {
    "words": _pieces(_WORDS),
    "delimiters": _pieces(_DELIMITERS),
    "blocks": _pieces(_BLOCKS),
    "tex": _pieces(_TEX),
    "commands": sorted(_COMMANDS),
    "environments": _ENVIRONMENTS,
    "tags": _TAGS,
    "tags with attributes": [f"<{name}{attribute}>" for name in _NAMES for attribute in _pieces(_ATTRIBUTES)],
    "callouts": [
        f"\n> [!{kind.upper()}]{fold} " for kind in sorted({*CALLOUT_KINDS, *THEOREM_KINDS, "foo"}) for fold in " +-"
    ],
    "constructs": _pieces(_CONSTRUCTS),
    "footnotes": _pieces(_FOOTNOTES),
    "attacks": list(VECTORS),
    "controls": _CONTROLS.split(" "),
}
"""The fragments by kind."""
