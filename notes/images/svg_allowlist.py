"""The SVG elements and attributes that are allowed: those that draw, and none that run scripts or load resources."""

from __future__ import annotations

_ELEMENTS = """
    svg g defs symbol use title desc style path rect circle ellipse line polyline polygon text tspan textPath image
    linearGradient radialGradient stop marker pattern clipPath mask filter feBlend feColorMatrix feComponentTransfer
    feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA
    feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting
    feSpotLight feTile feTurbulence animate animateTransform animateMotion mpath
"""
_STRUCTURE = """
    id class style transform viewBox preserveAspectRatio width height x y x1 y1 x2 y2 cx cy r rx ry fx fy fr d
    points pathLength dx dy rotate textLength lengthAdjust startOffset method spacing side offset gradientUnits
    gradientTransform spreadMethod markerWidth markerHeight markerUnits refX refY orient patternUnits
    patternContentUnits patternTransform clipPathUnits maskUnits maskContentUnits filterUnits primitiveUnits role
    lang version baseProfile
"""
_PRESENTATION = """
    alignment-baseline baseline-shift clip-path clip-rule color color-interpolation color-interpolation-filters
    color-rendering direction display dominant-baseline fill fill-opacity fill-rule filter flood-color flood-opacity
    font-family font-feature-settings font-kerning font-size font-size-adjust font-stretch font-style font-variant
    font-weight image-rendering letter-spacing lighting-color marker marker-end marker-mid marker-start mask
    mask-type mix-blend-mode opacity overflow paint-order shape-rendering stop-color stop-opacity stroke
    stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width
    text-anchor text-decoration text-rendering transform-origin unicode-bidi vector-effect visibility white-space
    word-spacing writing-mode
"""
_OF_FILTERS = """
    in in2 result mode type values operator k1 k2 k3 k4 order kernelMatrix divisor bias targetX targetY edgeMode
    preserveAlpha surfaceScale diffuseConstant specularConstant specularExponent kernelUnitLength scale
    xChannelSelector yChannelSelector azimuth elevation stdDeviation tableValues slope intercept amplitude exponent
    radius z pointsAtX pointsAtY pointsAtZ limitingConeAngle baseFrequency numOctaves seed stitchTiles
"""
_OF_ANIMATIONS = """
    attributeName attributeType begin dur end min max repeatCount repeatDur restart from to by calcMode keyTimes
    keySplines keyPoints path origin additive accumulate
"""
_XML = "{http://www.w3.org/XML/1998/namespace}"

ELEMENTS = frozenset(_ELEMENTS.split())
REPLACED_BY_GROUPS = frozenset({"a", "switch"})
"""Elements that become a `g` with the same content."""
ANIMATIONS = frozenset({"animate", "animateTransform"})
ANIMATABLE = frozenset((_STRUCTURE + _PRESENTATION + _OF_FILTERS).split()) - {"id", "class", "style"}
"""Attributes that an animation may change; `href` is not among them."""
ATTRIBUTES = ANIMATABLE | {"id", "class", "style", f"{_XML}space", f"{_XML}lang", *_OF_ANIMATIONS.split()}
