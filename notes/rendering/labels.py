"""The texts that rendering adds to a note, in the language of the note."""

from __future__ import annotations

_ENGLISH = {
    "note": "Note",
    "abstract": "Abstract",
    "info": "Info",
    "todo": "To do",
    "tip": "Tip",
    "important": "Important",
    "success": "Success",
    "question": "Question",
    "warning": "Warning",
    "caution": "Caution",
    "failure": "Failure",
    "danger": "Danger",
    "bug": "Bug",
    "quote": "Quote",
    "theorem": "Theorem",
    "lemma": "Lemma",
    "proposition": "Proposition",
    "corollary": "Corollary",
    "definition": "Definition",
    "example": "Example",
    "remark": "Remark",
    "proof": "Proof",
    "theorem-note": " (%s)",
    "missing-note": "This note does not exist yet",
    "too-long": "This note is too long to display.",
}
_CHINESE = {
    "note": "说明",
    "abstract": "摘要",
    "info": "信息",
    "todo": "待办",
    "tip": "提示",
    "important": "重要",
    "success": "成功",
    "question": "疑问",
    "warning": "警告",
    "caution": "注意",
    "failure": "失败",
    "danger": "危险",
    "bug": "Bug",
    "quote": "引用",
    "theorem": "定理",
    "lemma": "引理",
    "proposition": "命题",
    "corollary": "推论",
    "definition": "定义",
    "example": "例",
    "remark": "注记",
    "proof": "证明",
    "theorem-note": "（%s）",
    "missing-note": "这篇笔记还不存在",
    "too-long": "笔记过长，无法显示。",
}


def labels_in(language: str) -> dict[str, str]:
    """The labels in Chinese if `language` is a Chinese one, else in English."""
    return _CHINESE if language.lower().startswith("zh") else _ENGLISH
