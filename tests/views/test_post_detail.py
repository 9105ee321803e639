"""A post's page."""

from __future__ import annotations

import pytest
from django.test import Client

from notes.models import Post
from tests.factories import days_ago, make_author, make_post, make_series

pytestmark = pytest.mark.django_db


def test_shows_the_text_with_its_formulas(client: Client) -> None:
    post = make_post("Note", body="设 $x^2$ 为\n\n## 小节\n\n$$\\int f$$\n\n## Next\n")
    html = client.get(post.get_absolute_url()).content.decode()
    assert html.count('class="katex"') == 2
    assert 'href="#小节"' in html


def test_hides_drafts_and_scheduled_posts_from_visitors(client: Client) -> None:
    author = make_author()
    draft = make_post(author=author, published_at=None)
    scheduled = make_post(author=author, published_at=days_ago(-1))
    for post in (draft, scheduled):
        assert client.get(post.get_absolute_url()).status_code == 404
    client.force_login(make_author())
    assert client.get(draft.get_absolute_url()).status_code == 404
    client.force_login(author)
    assert "Draft" in client.get(draft.get_absolute_url()).content.decode()
    assert "Scheduled" in client.get(scheduled.get_absolute_url()).content.decode()


def test_shows_a_text_that_was_saved_alone(client: Client) -> None:
    post = make_post("Note", body="First with $x^2$.")
    assert "First with" in client.get(post.get_absolute_url()).content.decode()
    before = Post.objects.get()
    post.body = "Second with $y^2$."
    post.save(update_fields=["body"])
    for address in (post.get_absolute_url(), "/", "/feed/"):
        html = client.get(address).content.decode()
        assert "Second with" in html
        assert "First with" not in html
    after = Post.objects.get()
    assert after.body_digest != before.body_digest
    assert after.version > before.version


def test_redirects_a_former_address(client: Client) -> None:
    post = make_post(slug="before")
    post.slug = "变分"
    post.save()
    response = client.get("/posts/before/")
    assert (response.status_code, response["Location"]) == (301, post.get_absolute_url())
    assert client.get(response["Location"]).status_code == 200


def test_does_not_give_a_draft_away_by_a_redirect(client: Client) -> None:
    post = make_post(slug="before", published_at=None)
    post.slug = "after"
    post.save()
    assert client.get("/posts/before/").status_code == 404


def test_names_its_neighbours(client: Client) -> None:
    make_post("The older one", published_at=days_ago(3))
    post = make_post("This", published_at=days_ago(2))
    make_post("The newer one", published_at=days_ago(1))
    make_post("A hidden one", published_at=None)
    html = client.get(post.get_absolute_url()).content.decode()
    assert "The older one" in html
    assert "The newer one" in html
    assert "A hidden one" not in html


def test_a_draft_has_no_neighbours(client: Client) -> None:
    make_post("Published")
    draft = make_post(author=make_author(), published_at=None)
    client.force_login(draft.author)
    assert "Published" not in client.get(draft.get_absolute_url()).content.decode()


def test_a_series_too_long_to_list_still_leads_on(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notes.listings.neighbours.MAX_NAV_POSTS", 2)
    series = make_series("Flows")
    posts = [make_post(f"Part {number}", series=series, published_at=days_ago(9 - number)) for number in range(4)]
    response = client.get(posts[1].get_absolute_url())
    assert (response.context["series_previous"], response.context["series_next"]) == (posts[0], posts[2])
    assert "/series/flows/" in response.content.decode()
    assert "Part 3" not in response.content.decode()


def test_shows_its_place_in_the_series_among_what_the_reader_may_see(client: Client) -> None:
    series = make_series("Flows")
    make_post("Part one", series=series, series_position=1)
    make_post("Secret part", series=series, series_position=2, published_at=None)
    post = make_post("Part three", series=series, series_position=3)
    response = client.get(post.get_absolute_url())
    html = response.content.decode()
    assert "2 / 2" in html
    assert "Secret part" not in html
    assert response.context["series_previous"].title == "Part one"


def test_lists_the_posts_that_link_to_it_and_are_public(client: Client) -> None:
    post = make_post("Target")
    make_post("A friend", body="[[target]]")
    make_post("A hidden friend", body="[[target]]", published_at=None)
    html = client.get(post.get_absolute_url()).content.decode()
    assert "A friend" in html
    assert "A hidden friend" not in html


def test_offers_the_editor_to_those_who_may_edit(client: Client) -> None:
    author = make_author()
    post = make_post(author=author)
    edit = f"/admin/notes/post/{post.pk}/change/"
    assert edit not in client.get(post.get_absolute_url()).content.decode()
    client.force_login(make_author())
    assert edit not in client.get(post.get_absolute_url()).content.decode()
    client.force_login(author)
    assert edit in client.get(post.get_absolute_url()).content.decode()


def test_an_unknown_address_says_what_may_be_wrong(client: Client) -> None:
    response = client.get("/posts/nothing/")
    assert response.status_code == 404
    assert "This note does not exist." in response.content.decode()
