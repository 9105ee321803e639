"""Atom feeds: the full text, formulas as text."""

from __future__ import annotations

from datetime import datetime
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from notes.models import Post, Series, Tag
from tests.factories import days_ago, make_author, make_post, make_series, make_tag

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


@pytest.fixture
def three_places() -> Post:
    """A post in a tag and a series, which have descriptions."""
    make_tag("GAN", description="Two networks.")
    series = make_series("Flows", description="From noise.")
    author = make_author(username="ada", first_name="Ada", last_name="Lovelace")
    post = make_post(
        "Note", body="The text.", summary="A summary.", tags=["GAN", "vision"], series=series, author=author
    )
    Post.objects.update(updated_at=days_ago(0.5))
    post.refresh_from_db()
    return post


def test_an_entry_says_what_its_post_is(client: Client, three_places: Post) -> None:
    (entry,) = entries(client, "/feed/")
    address = f"http://testserver{three_places.get_absolute_url()}"
    (link,) = entry.findall("a:link", ATOM)
    (content_element,) = entry.findall("a:content", ATOM)
    assert entry.findtext("a:title", "", ATOM) == "Note"
    assert (entry.findtext("a:id", "", ATOM), link.get("href"), link.get("rel")) == (address, address, "alternate")
    assert entry.findtext("a:author/a:name", "", ATOM) == "Ada Lovelace"
    assert datetime.fromisoformat(entry.findtext("a:published", "", ATOM)) == three_places.published_at
    assert datetime.fromisoformat(entry.findtext("a:updated", "", ATOM)) == three_places.updated_at
    assert entry.findtext("a:summary", "", ATOM) == "A summary."
    assert content_element.get("type") == "html"
    assert content_element.text == "<p>The text.</p>\n"
    assert sorted(category.get("term", "") for category in entry.findall("a:category", ATOM)) == ["GAN", "vision"]


def test_an_author_without_a_full_name_goes_by_the_account(client: Client) -> None:
    make_post(author=make_author(username="ada"))
    assert entries(client, "/feed/")[0].findtext("a:author/a:name", "", ATOM) == "ada"


@pytest.mark.parametrize(
    ("address", "page", "title", "subtitle"),
    [
        ("/feed/", "/", "Lemma", "Study notes on machine learning"),
        ("/tags/gan/feed/", "/tags/gan/", "GAN · Lemma", "Two networks."),
        ("/series/flows/feed/", "/series/flows/", "Flows · Lemma", "From noise."),
    ],
)
@pytest.mark.usefixtures("three_places")
def test_a_feed_says_what_it_is_of(client: Client, address: str, page: str, title: str, subtitle: str) -> None:
    feed = ET.fromstring(client.get(address).content)
    links = {link.get("rel"): link.get("href") for link in feed.findall("a:link", ATOM)}
    assert links == {"alternate": f"http://testserver{page}", "self": f"http://testserver{address}"}
    assert (feed.findtext("a:title", "", ATOM), feed.findtext("a:subtitle", "", ATOM)) == (title, subtitle)


@pytest.mark.parametrize(("address", "thing"), [("/tags/gan/feed/", "tag"), ("/series/flows/feed/", "series")])
def test_a_place_without_published_posts_has_no_feed(client: Client, address: str, thing: str) -> None:
    author = make_author()
    make_post(tags=["GAN"], series=make_series("Flows"), published_at=None, author=author)
    client.force_login(author)
    response = client.get(address)
    assert response.status_code == 404
    assert f"This {thing} does not exist" in response.content.decode()


def test_only_references_within_the_site_are_made_absolute(client: Client) -> None:
    body = '[a](https://other.example/#x) [b](mailto:a@b.example) `href="/x"` [c](/x#y)'
    post = make_post(body=f"## Part\n\n{body}\n\n[d](#part)")
    text = content(entries(client, "/feed/")[0])
    page = f"http://testserver{post.get_absolute_url()}"
    for reference in ("https://other.example/#x", "mailto:a@b.example", "http://testserver/x#y", f"{page}#part"):
        assert f'href="{reference}"' in text


@pytest.mark.parametrize("place", ["tags/gan", "series/flows"])
@pytest.mark.usefixtures("three_places")
def test_a_feed_at_a_former_address_names_the_present_one(client: Client, place: str) -> None:
    for thing in (Tag.objects.get(slug="gan"), Series.objects.get(slug="flows")):
        thing.slug = f"new-{thing.slug}"
        thing.save()
    kind, slug = place.split("/")
    feed = ET.fromstring(client.get(f"/{place}/feed/").content)
    links = {link.get("rel"): link.get("href") for link in feed.findall("a:link", ATOM)}
    present = f"http://testserver/{kind}/new-{slug}/"
    assert links == {"alternate": present, "self": f"{present}feed/"}
