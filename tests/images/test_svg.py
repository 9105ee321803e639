"""SVG drawings: what draws is kept as it is, what runs or loads is not."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import notes
from notes import images
from notes.images import svg

DEMO = Path(notes.__file__).parent / "demo" / "images"
XMLNS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def kept(inside: str, attributes: str = "") -> str:
    """What is kept of a drawing's inside."""
    content = svg.sanitize(f'<svg {XMLNS} viewBox="0 0 9 9"{attributes}>{inside}</svg>'.encode()).content.decode()
    head, _gt, rest = content.partition(">")
    assert 'xmlns="http://www.w3.org/2000/svg"' in head
    return rest.removesuffix("</svg>") if rest else ""


def shape(content: bytes) -> list[object]:
    return [
        (element.tag, sorted(element.attrib.items()), element.text, element.tail)
        for element in ET.fromstring(content).iter()
    ]


@pytest.mark.parametrize("path", sorted(DEMO.glob("*.svg")), ids=lambda path: path.stem)
def test_the_demo_drawings_stay_as_they_are(path: Path) -> None:
    content = path.read_bytes()
    assert shape(svg.sanitize(content).content) == shape(content)


@pytest.mark.parametrize(
    "inside",
    [
        *("<script>alert(1)</script>", '<script href="https://a.example/x.js" />', "<SCRIPT>alert(1)</SCRIPT>"),
        '<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>',
        '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">a</p></foreignObject>',
        *("<iframe src='https://a.example/' />", "<embed src='x' />", "<object data='x' />", "<metadata>me</metadata>"),
        *('<set attributeName="href" to="javascript:alert(1)" />', "<handler>x</handler>", "<audio src='x' />"),
        *(
            '<animate attributeName="href" values="javascript:alert(1)" />',
            '<animate attributeName="xlink:href" to="x" />',
        ),
        *('<animate attributeName="onload" to="alert(1)" />', '<animate to="x" />', '<discard begin="0s" />'),
        *('<feImage href="https://a.example/x.png" />', "<!-- comment -->", "<?xml-stylesheet href='x'?>"),
        '<html:img xmlns:html="http://www.w3.org/1999/xhtml" src="x" onerror="alert(1)" />',
        '<sodipodi:namedview xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" />',
    ],
)
def test_elements_that_run_or_load_are_left_out(inside: str) -> None:
    assert kept(inside) == ""
    assert kept(f'<g>a{inside}b<path d="M0 0" />c{inside}d</g>') == '<g>ab<path d="M0 0" />cd</g>'


@pytest.mark.parametrize(
    "attribute",
    [
        *('onload="alert(1)"', 'onclick="x()"', 'ONCLICK="x()"', 'href="javascript:alert(1)"', 'data-x="1"'),
        *(
            'xlink:href="https://a.example/a.svg#a"',
            'href="//a.example/#a"',
            'href="/a.svg#a"',
            'href=" java&#10;script:x#a"',
        ),
        *(
            'href="data:image/svg+xml;base64,AAAA"',
            'href="data:text/html,x"',
            'src="x"',
            'xml:base="https://a.example/"',
        ),
        *(
            'fill="url(https://a.example/#a)"',
            'fill="url( &quot;//a.example&quot;)"',
            'fill="url(data:image/svg+xml,x)"',
        ),
        *(r'fill="u\72l(x)"', 'filter="url(/a.svg#f)"', 'mask="u/**/rl(x)"', 'style="background: url(//a.example)"'),
        *(
            "style=\"@import 'x'\"",
            'style="behavior: url(#x)"',
            'style="-moz-binding: url(#x)"',
            'style="width: expression(1)"',
        ),
        *('cursor="url(x), auto"', "fill=\"image-set('x' 1x)\"", 'style="fill: URL ( x )"'),
    ],
)
def test_attributes_that_run_or_load_are_left_out(attribute: str) -> None:
    assert kept(f'<use x="1" {attribute} />') == '<use x="1" />'
    assert kept("", f" {attribute}") == ""


@pytest.mark.parametrize(
    "inside",
    [
        '<use href="#a" />',
        '<rect fill="url(#g)" style="fill:url(\'#g\');stroke:red" aria-label="a" />',
        '<image href="data:image/png;base64,iVBORw0KGgo=" width="3" height="3" />',
        '<linearGradient id="g" href="#h"><stop offset="0" stop-color="red" /></linearGradient>',
        '<text xml:space="preserve"> a <tspan dy="1">b</tspan> c &lt; d </text>',
        "<style>.a &gt; .b { fill: url(#g) } @media (prefers-color-scheme: dark) { .a { fill: #fff } }</style>",
        '<animate attributeName="cx" from="0" to="9" dur="1s" />',
        '<filter id="f"><feGaussianBlur stdDeviation="2" /></filter>',
    ],
)
def test_what_only_draws_is_kept(inside: str) -> None:
    assert kept(inside) == inside


def test_links_become_groups() -> None:
    assert kept('<a href="https://a.example/" target="_top"><text>a</text></a>') == "<g><text>a</text></g>"
    assert kept('<use xlink:href="#a" />') == '<use href="#a" />'


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("@import 'https://a.example/x.css'; .a{fill:red}", " .a{fill:red}"),
        (".a{fill:red;background:url(https://a.example/x)}.b{fill:blue}", ".a{fill:red;}.b{fill:blue}"),
        ("@font-face{font-family:x;src:url(x)}.a{fill:red}", ".a{fill:red}"),
        (".a{fill:u/**/rl(//x)}", ".a{fill:u/**/rl(//x)}"),
        (".a{fill:url(x)}/* b */.b{fill:u/**/rl(//x)}", ".a{} .b{fill:u rl(//x)}"),
        (r".a{fill:\75rl(//x)}", ".a{}"),
        (r"\@import 'x';", ""),
        ("</style><script>alert(1)</script>", ""),
        (".a{fill:url(#g)}", ".a{fill:url(#g)}"),
    ],
)
def test_style_sheets_lose_what_loads(css: str, expected: str) -> None:
    style = ET.fromstring(kept(f"<style>{css.replace('<', '&lt;')}</style>"))
    assert (style.text or "") == expected


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not svg",
        b"<html/>",
        b"<svg",
        b'<g xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>',
        b'<svg xmlns="http://example.org/" viewBox="0 0 9 9"/>',
        f'<!DOCTYPE svg [<!ENTITY a "b">]><svg {XMLNS} viewBox="0 0 9 9"><text>&a;</text></svg>'.encode(),
        f'<!DOCTYPE svg SYSTEM "file:///etc/passwd"><svg {XMLNS} viewBox="0 0 9 9"/>'.encode(),
        f'<svg {XMLNS} viewBox="0 0 9 9">{"<g>" * 5000}{"</g>" * 5000}</svg>'.encode(),
        f'<svg {XMLNS} viewBox="0 0 9 9"><text>\x07</text></svg>'.encode(),
        f'<?xml version="1.0" encoding="nonsense"?><svg {XMLNS} viewBox="0 0 9 9"/>'.encode(),
        b"<svg>" + b" " * svg.MAX_BYTES + b"</svg>",
    ],
)
def test_what_is_not_a_plain_drawing_is_refused(content: bytes) -> None:
    with pytest.raises(images.InvalidImage, match="SVG cannot be imported"):
        images.encode_svg(content)


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('viewBox="0 0 720.5 300"', (720, 300)),
        ('viewBox="-10,-10 , 1e2 50"', (100, 50)),
        ('width="30px" height="20"', (30, 20)),
        ('viewBox="0 0 0.2 0.3"', (1, 1)),
    ],
)
def test_a_drawing_says_its_size(attributes: str, size: tuple[int, int]) -> None:
    drawing = images.encode_svg(f"<svg {XMLNS} {attributes}/>".encode())
    assert (drawing.width, drawing.height) == size
    assert drawing.name.endswith(f"-{size[0]}x{size[1]}.svg")


@pytest.mark.parametrize(
    "attributes",
    [
        *(
            "",
            'viewBox="0 0 9"',
            'viewBox="0 0 nan 9"',
            'viewBox="0 0 inf 9"',
            'viewBox="0 0 -9 9"',
            'viewBox="0 0 0 9"',
        ),
        *('viewBox="0 0 1e9 9"', 'width="100%" height="100%"', 'viewBox="0 0 a b"'),
    ],
)
def test_a_drawing_without_a_size_is_refused(attributes: str) -> None:
    with pytest.raises(images.InvalidImage, match="viewBox"):
        images.encode_svg(f"<svg {XMLNS} {attributes}/>".encode())


def test_a_drawing_of_a_billion_copies_is_not_kept() -> None:
    levels = "".join(
        f'<g id="l{n}">' + f'<use href="#l{n - 1}" />' * 10 + "</g>" if n else '<g id="l0"><path d="M0 0" /></g>'
        for n in range(10)
    )
    drawing = ET.fromstring(svg.sanitize(f'<svg {XMLNS} viewBox="0 0 9 9">{levels}</svg>'.encode()).content)
    uses = [use.get("href") for use in drawing.iter("{http://www.w3.org/2000/svg}use")]
    assert set(uses) == {"#l0", None}


def test_a_drawing_in_another_encoding_is_read() -> None:
    content = f'<?xml version="1.0" encoding="UTF-16"?><svg {XMLNS} viewBox="0 0 9 9"><text>变</text></svg>'
    assert "变".encode() in svg.sanitize(content.encode("utf-16")).content
