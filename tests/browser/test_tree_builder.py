"""Chromium reads the HTML of random documents as it is written."""

from __future__ import annotations

from playwright.sync_api import BrowserContext

from notes.rendering import render
from tests.rendering import well_formed
from tests.rendering.fuzzer import context_of, fragments, source_of

_READ = """
html => {
  const pieces = []
  const walk = node => {
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) pieces.push(child.data)
      else {
        pieces.push(`<${child.localName.toLowerCase()}>`)
        walk(child)
        pieces.push(`</${child.localName.toLowerCase()}>`)
      }
    }
  }
  const element = document.createElement("div")
  element.innerHTML = html
  walk(element)
  return pieces
}
"""


def test_chromium_reads_random_documents_as_they_are_written(context: BrowserContext) -> None:
    page = context.new_page()
    sources = {seed: source_of(fragments(seed), seed) for seed in range(2_001, 2_301)}
    documents = {seed: render(source, context_of(seed)).html for seed, source in sources.items() if "<" in source}
    assert len(documents) > 100
    differing = [seed for seed, html in documents.items() if page.evaluate(_READ, html) != well_formed.pieces(html)]
    assert differing == []
