"""Text from authors and from other notes never becomes markup: it is escaped, or removed."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import html5lib
import pytest

from notes.rendering import LinkedEquation, LinkedNote, LinkedTheorem, RenderContext, render
from tests.rendering.xss.safety import faults

HOSTILE = "<img src=x onerror=xss()>&lt;i&gt;\"'"

OTHER = LinkedNote(
    slug="other",
    title=HOSTILE,
    url='/posts/other/?a=1&amp=2&b="><img src=x onerror=xss()>',
    equations=(LinkedEquation('eq:"<i>', HOSTILE, "x", 'eq-"<i>'),),
    theorems=(LinkedTheorem('thm:"<i>', HOSTILE, 'thm-"<i>'),),
    anchors=('"<b>',),
)


class TestNoteLinks:
    """Titles, theorem names, numbers, anchors and URLs come from other notes, possibly of other authors."""

    @pytest.mark.parametrize(
        ("link", "text", "fragment"),
        [
            ("[[other]]", HOSTILE, ""),
            ('[[other#eq:"<i>]]', f"({HOSTILE})", '#eq-"<i>'),
            ('[[other#thm:"<i>]]', HOSTILE, '#thm-"<i>'),
            ('[[other#"<b>]]', f'{HOSTILE} § "<b>', '#"<b>'),
            ('[[other#missing"<b>]]', 'missing"<b>', ""),
        ],
    )
    def test_escape_names_and_urls(self, link: str, text: str, fragment: str) -> None:
        document = render(link, RenderContext(notes=(OTHER,)))
        (found,) = elements(document.html, "a")
        assert ("".join(found.itertext()), found.get("href")) == (text, OTHER.url + fragment)
        for html in (document.html, document.excerpt_html, document.feed_html):
            assert not faults(html)
            assert not elements(html, "img")

    def test_escape_a_missing_anchor(self) -> None:
        html = render('[[#"<b>]]').html
        assert not elements(html, "b")
        assert '"<b>' in visible_text(html)

    def test_a_missing_note_is_not_a_link(self) -> None:
        html = render("[[missing]]").html
        assert not elements(html, "a")
        assert "missing" in visible_text(html)


class TestRawHtml:
    @pytest.mark.parametrize("source", ["a {} b", "<div>\n{}\n</div>", "<div>a {} b</div>", "- a\n\n  <p>{}</p>"])
    @pytest.mark.parametrize(
        "tag",
        [
            "<foo>",
            "</foo>",
            "<String>",
            "<foo bar='baz'>",
            f'<b title="{"x" * 4_100}">',
            f"<b {'a ' * 2_100}>",
            '<b title="',
            "<b title='x",
            "<3",
            "< b>",
        ],
    )
    def test_unknown_and_incomplete_tags_are_text(self, source: str, tag: str) -> None:
        html = render(source.format(tag)).html
        assert tag.strip() in visible_text(html)
        assert not elements(html, "b")

    @pytest.mark.parametrize("source", ["a {} b", "<div>\n{}\n</div>"])
    @pytest.mark.parametrize("name", ["my-tag", "a-b", "form", "nav"])
    def test_unwrapped_elements_keep_their_content(self, source: str, name: str) -> None:
        html = render(source.format(f"<{name} x='1'>kept</{name}>")).html
        assert "kept" in visible_text(html)
        assert name not in html

    @pytest.mark.parametrize("source", ["a {} b", "<div>\n{}\n</div>"])
    @pytest.mark.parametrize("name", ["script", "style", "svg", "math", "title", "template", "noscript", "object"])
    def test_removed_elements_lose_their_content(self, source: str, name: str) -> None:
        html = render(source.format(f"<{name}>gone</{name}>kept")).html
        assert "gone" not in html
        assert "kept" in visible_text(html)

    def test_comments_are_removed(self) -> None:
        assert "gone" not in render("a <!-- gone --> b\n\n<!-- gone\n\ngone -->\n\n<div><!-- gone --></div>").html

    def test_tags_over_the_nesting_limit_are_text(self) -> None:
        source = "<div>" * 2_000 + "x" + "</div>" * 2_000
        html = render(source).html
        assert len(elements(html, "div")) < 1_000
        assert "<div>" in visible_text(html)


ATTRIBUTES = [
    (name, attribute)
    for name, attributes in {
        "img": "width height",
        "hr": "width size",
        "video": "width height",
        "table": "width border cellpadding cellspacing",
        "td": "width",
        "col": "width",
    }.items()
    for attribute in attributes.split()
]
KEPT = ["0", "7", "10", "9999", "10px", "100%", "12.5%", "1.125px"]
REFUSED = [
    "",
    "x",
    "-1",
    "10000",
    "99999999999",
    "1.2345",
    "100vw",
    "10em",
    "1e9",
    "10px;x",
    "10px x",
    "x10",
    "calc(1px)",
]
SPANS_REFUSED = ["", "x", "-1", "1000", "3x", "x3", "1.5", "3;x"]


class TestLengths:
    """A length is a number of at most four digits, in `px`, in `%` or without a unit."""

    @pytest.mark.parametrize("value", KEPT)
    def test_valid_lengths_are_kept(self, value: str) -> None:
        assert lengths(value) == dict.fromkeys(ATTRIBUTES, value)

    @pytest.mark.parametrize("value", REFUSED)
    def test_invalid_lengths_are_removed(self, value: str) -> None:
        assert lengths(value) == dict.fromkeys(ATTRIBUTES)

    @pytest.mark.parametrize(("value", "is_kept"), [("1", True), ("999", True), *((v, False) for v in SPANS_REFUSED)])
    def test_spans_have_at_most_three_digits(self, value: str, is_kept: bool) -> None:
        source = f'<table><colgroup span="{value}"></colgroup><tr><td colspan="{value}" rowspan="{value}">a</table>'
        html = render(source).html
        found = [elements(html, "colgroup")[0].get("span")]
        found += [elements(html, "td")[0].get(name) for name in ("colspan", "rowspan")]
        assert found == [value if is_kept else None] * 3


SCRIPTS = [
    "javascript:xss()",
    "JaVaScRiPt:xss()",
    "vbscript:xss()",
    "data:text/html,<b>xss()",
    "data:text/html;base64,eA==",
    "data:image/svg+xml,xss",
    "blob:xss",
    "file:///etc/passwd",
    "about:blank",
    "livescript:xss()",
    "view-source:javascript:xss()",
    "intent:xss",
    "ms-word:ofe|u|xss",
]
OBFUSCATIONS = [
    "{0}",
    "\x01{0}",
    "\x1f{0}",
    "\u00a0{0}",
    "\u2028{0}",
    "\ufeff{0}",
    "{1}\t{2}",
    "{1}\n{2}",
    "{1}\r{2}",
    "{1}\x00{2}",
    "{1}&#9;{2}",
    "{1}&#x0A;{2}",
    "{1}&Tab;{2}",
    "{1}&NewLine;{2}",
    "&#{3};{2}",
    "&#x{3:x};{2}",
    "&#0000{3}{2}",
    "%{3:x}{2}",
    "\\{0}",
]
URL_CONTEXTS = {
    "a link": "[text]({})",
    "a link in brackets": "[text](<{}>)",
    "a link with a title": '[text]({} "title")',
    "a reference": "[text][a]\n\n[a]: {}",
    "a reference in brackets": "[text][a]\n\n[a]: <{}>",
    "an autolink": "<{}>",
    "a bare URL": "text {} text",
    "an image": "![text]({})",
    "an image in a link": "[![text]({0})]({0})",
    "a figure's caption": '![text](/x "[text]({})")',
    "a footnote": "text[^1]\n\n[^1]: [text]({})",
    "a note link's text": "[[other|[text]({})]]",
    "a table": "| [text]({}) |\n|---|\n| ![text]({}) |",
    "raw a": '<a href="{}">text</a>',
    "raw a, single quotes": "<a href='{}'>text</a>",
    "raw a, no quotes": "<a href={}>text</a>",
    "raw img": '<img src="{}" alt="text">',
    "raw video": '<video src="{0}" poster="{0}">text</video>',
    "raw audio": '<audio><source src="{}">text</audio>',
    "raw q": '<q cite="{}">text</q>',
    "raw del": '<del cite="{}">text</del>',
    "SVG": '<svg><a href="{0}" xlink:href="{0}"><text>text</text></a><image href="{0}"/></svg>',
    "MathML": '<math href="{}"><mi>text</mi></math>',
}
TEX = [
    r"$\href{{{}}}{{text}}$",
    r"$\url{{{}}}$",
    r"$\includegraphics{{{}}}$",
    r"$$\href{{{}}}{{\text{{text}}}}\tag{{a}}$$",
]


@pytest.mark.parametrize("context", URL_CONTEXTS)
def test_script_urls_are_removed(context: str) -> None:
    for url in [*SCRIPTS, *obfuscated(["javascript:xss()", "data:text/html,xss()"], OBFUSCATIONS)]:
        check(URL_CONTEXTS[context].format(url, url))


@pytest.mark.parametrize("tex", TEX)
def test_script_urls_in_formulas_are_removed(tex: str) -> None:
    for url in [*SCRIPTS, *obfuscated(["javascript:xss()"], OBFUSCATIONS)]:
        check(tex.format(url))


@pytest.mark.parametrize("url", ["https://a.example/", "http://a.example/", "mailto:a@b.example", "tel:+123", "/x"])
def test_safe_urls_are_kept(url: str) -> None:
    (found,) = elements(render(f"[text]({url})").html, "a")
    assert found.get("href") == url


def check(source: str) -> None:
    document = render(source, RenderContext(notes=(OTHER,)))
    for html in (document.html, document.excerpt_html, document.feed_html):
        assert not faults(html), (source, html)


def obfuscated(scripts: list[str], obfuscations: list[str]) -> list[str]:
    """Each script URL with each obfuscation, which may treat the first character separately."""
    return [
        obfuscation.format(script, script[:1], script[1:], ord(script[0]))
        for script in scripts
        for obfuscation in obfuscations
    ]


def lengths(value: str) -> dict[tuple[str, str], str | None]:
    """The rendered value of each length attribute that is given `value`."""
    source = "".join(
        f"<{name} {attributes_of(name, value)}>{'</video>' if name == 'video' else ''}"
        for name in ("img", "hr", "video", "table", "col")
    )
    html = render(f"<div>\n{source}<tr><td {attributes_of('td', value)}>a</table></div>").html
    return {(name, attribute): elements(html, name)[0].get(attribute) for name, attribute in ATTRIBUTES}


def attributes_of(name: str, value: str) -> str:
    return " ".join(f'{attribute}="{value}"' for element, attribute in ATTRIBUTES if element == name)


def elements(html: str, name: str) -> list[Element]:
    return parse(html).findall(f".//{name}")


def visible_text(html: str) -> str:
    return "".join(parse(html).itertext())


def parse(html: str) -> Element:
    fragment: Element = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    return fragment
