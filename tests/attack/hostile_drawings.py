"""SVG files with scripts, external references and entity expansion, and a check of what is served of them."""

from __future__ import annotations

import re

from tests.attack.wire import Response


def svg(content: str, *, before: str = "", attributes: str = "") -> str:
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f'{before}<svg {names} viewBox="0 0 9 9" {attributes}><rect width="9" height="9"/>{content}</svg>'


ENTITIES = "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
DRAWINGS = {
    "scripts": svg('<script>xss()</script><a href="javascript:xss()"><text>a</text></a>', attributes='onload="xss()"'),
    "links": svg('<a xlink:href=" java&#10;script:xss()"><rect/></a><set attributeName="onclick" to="xss()"/>'),
    "foreign": svg('<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="x"/></foreignObject>'),
    "styles": svg('<style>@import url(//evil.example/a.css);</style><image href="//evil.example/a.png"/>'),
    "data": svg('<use href="data:image/svg+xml,&lt;svg onload=xss()&gt;#a"/><image href="file:///etc/passwd"/>'),
    "entity": svg("<text>&a;</text>", before='<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
    "laughs": svg("<text>&i;</text>", before=f'<!DOCTYPE svg [<!ENTITY a "xxxxxxxxxx">{ENTITIES}]>'),
    "processing": svg('<script href="//evil.example/a.js"/>', before='<?xml-stylesheet href="javascript:xss()"?>'),
    "namespaced": svg(
        '<x:script>xss()</x:script><x:img src="x" onerror="xss()"/>',
        attributes='xmlns:x="http://www.w3.org/1999/xhtml"',
    ),
}
"""By file name."""

ACTIVE = re.compile(
    rb"xss\(|<\W*(?:\w+:)?script|foreignobject|iframe|\bon\w+\s*=|javascript|@import|evil\.example|file:|<!ENTITY|root:|"
    rb"xml-stylesheet",
    re.IGNORECASE,
)


def faults(response: Response) -> str:
    """Active content in a served SVG, or a policy that allows it."""
    found = sorted({found.decode("utf-8", "replace") for found in ACTIVE.findall(response.body)})
    policy = response.header("Content-Security-Policy")
    found += [] if "sandbox" in policy and "default-src 'none'" in policy else ["a policy that lets scripts run"]
    return f"it holds {', '.join(found)}" if found else ""
