"""The Unicode characters of TeX's commands, by their class of atom."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum


class AtomClass(Enum):
    """The class of an atom, which decides on the spaces around it, as in TeX."""

    ORDINARY = "ordinary"
    OPERATOR = "operator"
    BINARY = "binary"
    RELATION = "relation"
    OPENING = "opening"
    CLOSING = "closing"
    PUNCTUATION = "punctuation"
    SPACE = "space"
    FRACTION = "fraction"
    BREAK = "break"


def _names(words: str) -> tuple[str, ...]:
    return tuple(f"\\{word}" for word in words.split())


def _pairs(table: str) -> dict[str, str]:
    words = table.split()
    return {f"\\{name}": symbol for name, symbol in zip(words[::2], words[1::2], strict=True)}


_LETTERS = _pairs("""
    alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ varkappa ϰ
    lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi φ varphi φ
    chi χ psi ψ omega ω digamma ϝ Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
    varGamma Γ varDelta Δ varTheta Θ varLambda Λ varXi Ξ varPi Π varSigma Σ varUpsilon Υ varPhi Φ varPsi Ψ
    varOmega Ω Alpha Α Beta Β Epsilon Ε Zeta Ζ Eta Η Iota Ι Kappa Κ Mu Μ Nu Ν Omicron Ο Rho Ρ Tau Τ Chi Χ thetasym ϑ
    infty ∞ infin ∞ partial ∂ part ∂ nabla ∇ hbar ℏ hslash ℏ ell ℓ wp ℘ Re ℜ Im ℑ real ℜ image ℑ aleph ℵ alef ℵ
    beth ℶ gimel ℷ daleth ℸ emptyset ∅ varnothing ∅ empty ∅ forall ∀ exists ∃ exist ∃ nexists ∄ top ⊤ bot ⊥ angle ∠
    measuredangle ∡ sphericalangle ∢ triangle △ square □ Box □ blacksquare ■ lozenge ◊ Diamond ◇ bigstar ★
    blacktriangle ▲ checkmark ✓ clubsuit ♣ diamondsuit ♢ heartsuit ♡ spadesuit ♠ clubs ♣ diamonds ♢ hearts ♡
    spades ♠ flat ♭ natural ♮ sharp ♯ degree ° prime ′ backprime ‵ backslash \\ surd √ imath ı jmath ȷ eth ð mho ℧
    Finv Ⅎ complement ∁ ldots … dots … cdots ⋯ vdots ⋮ ddots ⋱ dotsc … dotsb ⋯ dotsm ⋯ dotsi ⋯ dotso …
    mathellipsis … hdots … textellipsis … neg ¬ lnot ¬ pounds £ yen ¥ euro € copyright © circledR ® dag † ddag ‡
    dagger † ddagger ‡ S § P ¶ sect § para ¶ ss ß ae æ AE Æ oe œ OE Œ o ø O Ø aa å AA Å i ı j ȷ maltese ✠ diagup ╱
    diagdown ╲ N ℕ R ℝ Z ℤ C ℂ Q ℚ H ℍ reals ℝ Reals ℝ natnums ℕ cnums ℂ Complex ℂ LaTeX LaTeX TeX TeX KaTeX KaTeX
""")

_OPERATORS = _pairs("""
    sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ iiint ∭ oint ∮ oiint ∯ oiiint ∰ intop ∫ smallint ∫ bigcap ⋂ bigcup ⋃
    bigsqcup ⨆ bigvee ⋁ bigwedge ⋀ bigodot ⨀ bigotimes ⨂ bigoplus ⨁ biguplus ⨄ arccos arccos arcsin arcsin
    arctan arctan arctg arctg arcctg arcctg arg arg argmax argmax argmin argmin ch ch cos cos cosec cosec cosh cosh
    cot cot cotg cotg coth coth csc csc ctg ctg cth cth deg deg det det dim dim exp exp gcd gcd hom hom inf inf
    injlim injlim ker ker lg lg lim lim liminf liminf limsup limsup ln ln log log max max min min plim plim Pr Pr
    projlim projlim sec sec sh sh sin sin sinh sinh sup sup tan tan tanh tanh tg tg th th varinjlim lim
    varprojlim lim
""")

_BINARY = _pairs("""
    pm ± mp ∓ times × div ÷ cdot · cdotp · centerdot · bullet • ast ∗ star ⋆ circ ∘ oplus ⊕ ominus ⊖ otimes ⊗
    oslash ⊘ odot ⊙ cap ∩ cup ∪ Cap ⋒ Cup ⋓ uplus ⊎ sqcap ⊓ sqcup ⊔ vee ∨ lor ∨ wedge ∧ land ∧ barwedge ⊼ veebar ⊻
    setminus ∖ smallsetminus ∖ wr ≀ amalg ⨿ diamond ⋄ bigcirc ◯ bigtriangleup △ bigtriangledown ▽ triangleleft ◁
    triangleright ▷ unlhd ⊴ unrhd ⊵ lhd ⊲ rhd ⊳ boxplus ⊞ boxminus ⊟ boxtimes ⊠ boxdot ⊡ ltimes ⋉ rtimes ⋊
    leftthreetimes ⋋ rightthreetimes ⋌ intercal ⊺ dotplus ∔ divideontimes ⋇ circledast ⊛ circledcirc ⊚ circleddash ⊝
    bmod mod And &
""")

_RELATIONS = _pairs("""
    leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ leqslant ⩽ geqslant ⩾ lt < gt > ll ≪ gg ≫ lll ⋘ ggg ⋙ approx ≈ approxeq ≊ sim ∼
    thicksim ∼ simeq ≃ cong ≅ ncong ≇ equiv ≡ propto ∝ varpropto ∝ asymp ≍ doteq ≐ doteqdot ≑ triangleq ≜ coloneqq ≔
    eqqcolon ≕ coloneq ≔ vcentcolon : in ∈ isin ∈ notin ∉ ni ∋ owns ∋ subset ⊂ sub ⊂ supset ⊃ subseteq ⊆ sube ⊆
    supseteq ⊇ supe ⊇ subsetneq ⊊ supsetneq ⊋ nsubseteq ⊈ nsupseteq ⊉ sqsubset ⊏ sqsupset ⊐ sqsubseteq ⊑
    sqsupseteq ⊒ subseteqq ⫅ supseteqq ⫆ prec ≺ succ ≻ preceq ⪯ succeq ⪰ preccurlyeq ≼ succcurlyeq ≽ precsim ≾
    succsim ≿ nprec ⊀ nsucc ⊁ lesssim ≲ gtrsim ≳ lessapprox ⪅ gtrapprox ⪆ lessgtr ≶ gtrless ≷ leqq ≦ geqq ≧ lneq ⪇
    gneq ⪈ nless ≮ ngtr ≯ nleq ≰ ngeq ≱ nsim ≁ thickapprox ≈ backsim ∽ perp ⊥ parallel ∥ nparallel ∦ mid ∣ nmid ∤
    vdash ⊢ dashv ⊣ vDash ⊨ models ⊨ Vdash ⊩ Vvdash ⊪ nvdash ⊬ nvDash ⊭ smile ⌣ frown ⌢ bowtie ⋈ Join ⋈ between ≬
    pitchfork ⋔ therefore ∴ because ∵ vartriangleleft ⊲ vartriangleright ⊳ trianglelefteq ⊴ trianglerighteq ⊵
    bumpeq ≏ Bumpeq ≎ circeq ≗ eqcirc ≖ risingdotseq ≓ fallingdotseq ≒ multimap ⊸ to → rarr → rightarrow → gets ←
    larr ← leftarrow ← leftrightarrow ↔ lrarr ↔ harr ↔ Rightarrow ⇒ rArr ⇒ Leftarrow ⇐ lArr ⇐ Leftrightarrow ⇔
    hArr ⇔ iff ⟺ implies ⟹ impliedby ⟸ longrightarrow ⟶ longleftarrow ⟵ longleftrightarrow ⟷ Longrightarrow ⟹
    Longleftarrow ⟸ Longleftrightarrow ⟺ mapsto ↦ longmapsto ⟼ uparrow ↑ uarr ↑ downarrow ↓ darr ↓ updownarrow ↕
    Uparrow ⇑ Downarrow ⇓ Updownarrow ⇕ nearrow ↗ searrow ↘ swarrow ↙ nwarrow ↖ hookrightarrow ↪ hookleftarrow ↩
    rightharpoonup ⇀ rightharpoondown ⇁ leftharpoonup ↼ leftharpoondown ↽ rightleftharpoons ⇌ leftrightharpoons ⇋
    rightsquigarrow ⇝ leadsto ⇝ twoheadrightarrow ↠ twoheadleftarrow ↞ rightarrowtail ↣ leftarrowtail ↢
    curvearrowright ↷ curvearrowleft ↶ circlearrowright ↻ circlearrowleft ↺ rightrightarrows ⇉ leftleftarrows ⇇
    rightleftarrows ⇄ leftrightarrows ⇆ upharpoonright ↾ restriction ↾ nrightarrow ↛ nleftarrow ↚ nRightarrow ⇏
    nLeftarrow ⇍ dashrightarrow ⇢ dashleftarrow ⇠ rightarrowtriangle ⇾ Lleftarrow ⇚ Rrightarrow ⇛ xrightarrow →
    xleftarrow ← xleftrightarrow ↔ xRightarrow ⇒ xLeftarrow ⇐ xLeftrightarrow ⇔ xmapsto ↦ xlongequal =
    xhookrightarrow ↪ xhookleftarrow ↩ xrightleftharpoons ⇌
""") | {r"\mid": "|"}

_OPENING = _pairs("""
    langle ⟨ lang ⟨ lfloor ⌊ lceil ⌈ lbrace { lbrack [ lparen ( lgroup ( lvert | lVert ‖ ulcorner ⌜ llcorner ⌞
    llbracket ⟦ lBrack ⟦
""")
_CLOSING = _pairs("""
    rangle ⟩ rang ⟩ rfloor ⌋ rceil ⌉ rbrace } rbrack ] rparen ) rgroup ) rvert | rVert ‖ urcorner ⌝ lrcorner ⌟
    rrbracket ⟧ rBrack ⟧
""")
_NAMED_SPACES = _names("quad qquad enspace enskip thinspace medspace thickspace space nobreakspace")
_NEGATIVE_SPACES = _names("negthinspace negmedspace negthickspace")


def _all(kind: AtomClass, table: Mapping[str, str]) -> dict[str, tuple[AtomClass, str]]:
    return {name: (kind, symbol) for name, symbol in table.items()}


def _themselves(characters: str) -> dict[str, str]:
    return {character: character for character in characters}


SYMBOLS: dict[str, tuple[AtomClass, str]] = {
    **_all(AtomClass.ORDINARY, _LETTERS),
    **_all(AtomClass.ORDINARY, {r"\|": "‖", r"\Vert": "‖", r"\vert": "|"}),
    **_all(AtomClass.ORDINARY, {f"\\{character}": character for character in "$%&#_-"}),
    **_all(AtomClass.ORDINARY, dict.fromkeys((r"\!", r"\/", *_NEGATIVE_SPACES), "")),
    **_all(AtomClass.OPERATOR, _OPERATORS),
    **_all(AtomClass.BINARY, _BINARY | _themselves("+×÷·±∓∪∩∧∨⊕⊗⊙∘")),
    **_all(AtomClass.BINARY, {"-": "−", "−": "−", "*": "*", r"\*": "*"}),
    **_all(AtomClass.RELATION, _RELATIONS | _themselves("=<>≤≥≠≈∼≡∝∈∉⊂⊆⊃⊇→←↔⇒⇐⇔≪≫≅≃↦⟶⟹⟺")),
    **_all(AtomClass.OPENING, _OPENING | {r"\{": "{"} | _themselves("([⟨⌊⌈")),
    **_all(AtomClass.CLOSING, _CLOSING | {r"\}": "}"} | _themselves(")]⟩⌋⌉!")),
    **_all(AtomClass.PUNCTUATION, {r"\colon": ":"} | _themselves(",;:")),
    **_all(AtomClass.SPACE, dict.fromkeys(("~", r"\ ", r"\,", r"\:", r"\>", r"\;", *_NAMED_SPACES), " ")),
}
"""Commands and characters that are one symbol. Any other character is an ordinary atom."""

_MARKS: dict[str, str] = {
    "\u0300": "grave",
    "\u0301": "acute",
    "\u0302": "hat widehat",
    "\u0303": "tilde widetilde",
    "\u0304": "bar",
    "\u0305": "overline",
    "\u0306": "breve",
    "\u0307": "dot",
    "\u0308": "ddot",
    "\u030a": "mathring",
    "\u030c": "check widecheck",
    "\u0330": "utilde",
    "\u0332": "underline underbar",
    "\u0338": "cancel bcancel xcancel",
    "\u20d6": "overleftarrow",
    "\u20d7": "vec overrightarrow Overrightarrow",
    "\u20db": "dddot",
    "\u20e1": "overleftrightarrow",
}
ACCENTS: dict[str, str] = {name: mark for mark, names in _MARKS.items() for name in _names(names)}
"""The combining character of each accent."""

VULGAR_FRACTIONS: dict[tuple[str, str], str] = {
    ("1", "2"): "½",
    ("1", "3"): "⅓",
    ("2", "3"): "⅔",
    ("1", "4"): "¼",
    ("3", "4"): "¾",
    ("1", "5"): "⅕",
    ("1", "6"): "⅙",
    ("1", "8"): "⅛",
}
