"""Atom feeds: the full text, formulas as text."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from tests.factories import days_ago, make_author, make_post, make_series

pytestmark = pytest.mark.django_db

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def entries(client: Client, url: str) -> list[ET.Element]:
    response = client.get(url)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    return ET.fromstring(response.content).findall("a:entry", ATOM)


def content(entry: ET.Element) -> str:
    return entry.findtext("a:content", "", ATOM)


def test_carries_the_full_text_with_formulas_as_text(client: Client) -> None:
    make_post(body="The law $p(x|z) \\sim \\mathcal{N}(\\mu, \\sigma^2)$.\n\nThe *end*.")
    (entry,) = entries(client, "/feed/")
    text = content(entry)
    assert text.count("p(x|z) ∼ 𝒩(μ, σ²)") == 1
    assert "katex" not in text
    assert "<em>end</em>" in text


def test_points_to_the_site_by_whole_addresses(client: Client) -> None:
    post = make_post("Note", body="## Part\n\n[here](#part) ![picture](/media/a.png) [[other]]")
    make_post("Other", published_at=days_ago(5))
    text = content(entries(client, "/feed/")[0])
    assert f'href="http://testserver{post.get_absolute_url()}#part"' in text
    assert 'src="http://testserver/media/a.png"' in text
    assert 'href="http://testserver/posts/other/"' in text


def test_leaves_out_what_is_not_published_even_for_its_author(client: Client) -> None:
    author = make_author()
    make_post(author=author, published_at=None)
    make_post(author=author, published_at=days_ago(-1))
    client.force_login(author)
    assert entries(client, "/feed/") == []


def test_tags_and_series_have_feeds_of_their_own(client: Client) -> None:
    make_post("Tagged", tags=["GAN"])
    make_post("In series", series=make_series("Flows"))
    assert [entry.findtext("a:title", "", ATOM) for entry in entries(client, "/tags/gan/feed/")] == ["Tagged"]
    assert [entry.findtext("a:title", "", ATOM) for entry in entries(client, "/series/flows/feed/")] == ["In series"]
    assert client.get("/tags/nothing/feed/").status_code == 404
    assert client.get("/series/nothing/feed/").status_code == 404


def test_survives_characters_that_xml_cannot_hold(client: Client) -> None:
    make_post("Bell", body="A bell \x07 and a form feed \x0c.")
    assert "A bell" in content(entries(client, "/feed/")[0])


def test_holds_the_newest_twenty(client: Client) -> None:
    for number in range(22):
        make_post(f"Note {number}", published_at=days_ago(number + 1))
    titles = [entry.findtext("a:title", "", ATOM) for entry in entries(client, "/feed/")]
    assert titles == [f"Note {number}" for number in range(20)]
