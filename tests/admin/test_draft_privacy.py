"""What one author's drafts are called, where they are and how many there are, no other author finds out."""

from __future__ import annotations

import json

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from notes.models import Post, Series, Tag
from tests.admin.forms import ADD, fields_of, shown_fields
from tests.factories import make_author, make_post, make_series, make_superuser, make_tag

pytestmark = pytest.mark.django_db

TITLE = "Hush Operator"
SLUG = "hush-operator"
TAG = "Hidden Tag"
SERIES = "Hidden Series"


@pytest.fixture
def author(client: Client) -> User:
    author = make_author()
    client.force_login(author)
    return author


@pytest.fixture
def draft(author: User) -> Post:
    """Another author's draft, alone in its series and under its tag."""
    return make_post(TITLE, published_at=None, tags=[TAG], series=make_series(SERIES), summary=TITLE)


def shortcut(thing: Model) -> str:
    return f"/admin/r/{ContentType.objects.get_for_model(thing).pk}/{thing.pk}/"


def test_no_shortcut_leads_from_a_number_to_a_slug(client: Client, draft: Post) -> None:
    for thing in (draft, Series.objects.get(), Tag.objects.get()):
        response = client.get(shortcut(thing))
        assert response.status_code == 404
        assert "Location" not in response


def test_the_admin_still_links_to_pages(client: Client, author: User) -> None:
    make_post(tags=["GAN"], series=make_series("Diffusion"))
    for name, address in (("tag", "/tags/gan/"), ("series", "/series/diffusion/")):
        thing = Tag.objects.get() if name == "tag" else Series.objects.get()
        page = client.get(reverse(f"admin:notes_{name}_change", args=[thing.pk])).content.decode()
        assert f'href="{address}"' in page
        assert "/admin/r/" not in page


def pages_of(draft: Post) -> list[str]:
    """Every admin page about the draft, its series and its tag, by every name and with every extra parameter."""
    series, tag = Series.objects.get(title=SERIES), Tag.objects.get(name=TAG)
    addresses = ["/admin/", "/admin/notes/", ADD, "/admin/editor/tags/?q=hi", "/admin/editor/tags/?q="]
    things: list[tuple[str, Post | Series | Tag]] = [("post", draft), ("series", series), ("tag", tag)]
    for name, thing in things:
        listed = reverse(f"admin:notes_{name}_changelist")
        addresses += [
            listed,
            f"{listed}?q=h",
            f"{listed}?q=hidden",
            f"{listed}?_popup=1",
            f"{listed}?all=",
            f"{listed}?o=1",
        ]
        addresses += [f"{listed}?_to_field=id&_popup=1", f"{listed}?id={thing.pk}", f"{listed}?pk__gte=0"]
        for page in ("change", "history", "delete"):
            address = reverse(f"admin:notes_{name}_{page}", args=[thing.pk])
            addresses += [address, f"{address}?_popup=1", f"{address}?_changelist_filters=q%3Dh"]
        addresses += [f"{listed}{thing.slug}/change/?_to_field=slug"]
    addresses += [
        f"/admin/notes/post/?series__id__exact={series.pk}",
        f"/admin/notes/post/?tagged_posts__tag__id__exact={tag.pk}",
        "/admin/notes/post/?state=draft",
        "/admin/notes/post/?published_at__isnull=True",
        f"{ADD}?series={series.pk}&tags={tag.pk}",
        f"/admin/notes/series/?posts={draft.pk}",
        f"/admin/notes/series/?posts__id={draft.pk}",
        f"/admin/notes/series/?posts__in={draft.pk}",
        "/admin/notes/series/?posts__title__startswith=H",
        "/admin/notes/series/?posts__isnull=False",
        "/admin/notes/tag/?tagged_posts__isnull=False",
        f"/admin/notes/tag/?tagged_posts={draft.tagged_posts.get().pk}",
    ]
    for model, field in (("post", "series"), ("post", "tags"), ("taggedpost", "content_object"), ("taggedpost", "tag")):
        query = f"app_label=notes&model_name={model}&field_name={field}"
        addresses += [f"/admin/autocomplete/?term=h&{query}", f"/admin/autocomplete/?term=&{query}"]
    return addresses


def test_no_page_of_the_admin_names_it(client: Client, draft: Post) -> None:
    make_post(author=User.objects.get(pk=client.session["_auth_user_id"]), published_at=None)
    for address in pages_of(draft):
        response = client.get(address, follow=True)
        page = response.content.decode()
        assert response.status_code < 500, address
        for secret in (TITLE, SLUG, TAG, SERIES):
            # A search form repeats what was asked for.
            assert secret not in page, address


def test_a_superuser_finds_it_everywhere(client: Client, draft: Post) -> None:
    client.force_login(make_superuser())
    assert TAG in client.get("/admin/notes/tag/").content.decode()
    assert SERIES in client.get("/admin/notes/series/").content.decode()
    assert SERIES in client.get(ADD).content.decode()
    assert client.get("/admin/editor/tags/?q=hi").json() == {"tags": [TAG]}


def test_names_are_known_once_a_post_that_the_author_sees_has_them(client: Client, draft: Post) -> None:
    make_post(tags=[TAG], series=draft.series)
    assert client.get("/admin/editor/tags/?q=hi").json() == {"tags": [TAG]}
    assert SERIES in client.get(ADD).content.decode()
    assert [tag.post_count for tag in client.get("/admin/notes/tag/").context["cl"].result_list] == [1]


def test_names_that_no_post_has_are_known_to_all(client: Client, author: User) -> None:
    make_series("Empty")
    make_tag("Empty tag")
    assert "Empty" in client.get(ADD).content.decode()
    assert client.get("/admin/editor/tags/?q=emp").json() == {"tags": ["Empty tag"]}


def test_ones_own_drafts_make_names_known(client: Client, author: User) -> None:
    make_post(author=author, published_at=None, tags=["Mine"], series=make_series("My series"))
    assert "My series" in client.get(ADD).content.decode()
    assert client.get("/admin/editor/tags/?q=mi").json() == {"tags": ["Mine"]}


def test_a_hidden_series_cannot_be_chosen_by_its_number(client: Client, draft: Post) -> None:
    response = client.post(ADD, fields_of(button="_draft", series=draft.series_id))
    assert response.status_code == 200
    assert SERIES not in response.content.decode()
    assert Post.objects.count() == 1


def test_a_filter_tells_nothing_of_links_from_drafts(client: Client, author: User) -> None:
    make_post("Target", author=author)
    make_post(published_at=None, body="[[target]]")
    response = client.get("/admin/notes/post/?incoming_links__isnull=False", follow=True)
    assert "Target" not in response.content.decode()


def test_the_filters_that_a_list_offers_work(client: Client, author: User) -> None:
    series = make_series("Diffusion")
    make_post("Wanted", author=author, tags=["GAN"], series=series)
    make_post("Unwanted", author=author, tags=["VAE"], series=make_series())
    for query in (f"tagged_posts__tag__id__exact={Tag.objects.get(name='GAN').pk}", f"series__id__exact={series.pk}"):
        page = client.get(f"/admin/notes/post/?{query}")
        assert [post.title for post in page.context["cl"].result_list] == ["Wanted"]


def test_the_history_of_a_series_names_no_post_that_was_moved(client: Client, author: User) -> None:
    series = make_series("Diffusion")
    post = make_post(TITLE, author=author, published_at=None, series=series)
    make_post(series=series)
    address = reverse("admin:notes_series_change", args=[series.pk])
    rows = shown_fields(client.get(address).content)
    assert rows["posts-0-id"] == str(post.pk)
    assert client.post(address, rows | {"posts-0-series_position": 7}).status_code == 302
    assert "notes in this series" in json.dumps(LogEntry.objects.get().change_message)
    client.force_login(make_author())
    page = client.get(reverse("admin:notes_series_history", args=[series.pk])).content.decode()
    assert "Changed notes in this series." in page
    assert TITLE not in page


def test_deleting_an_account_names_no_post_of_it(client: Client, draft: Post) -> None:
    staff = make_author()
    staff.user_permissions.add(*Permission.objects.filter(codename__in=("delete_user", "view_user")))
    client.force_login(draft.author)
    client.force_login(staff)
    LogEntry.objects.create(
        user=draft.author, object_repr=TITLE, action_flag=1, content_type=ContentType.objects.get_for_model(Post)
    )
    address = reverse("admin:auth_user_delete", args=[draft.author_id])
    chosen = {"action": "delete_selected", "_selected_action": [draft.author_id]}
    for response in (
        client.get(address),
        client.post(address, {"post": "yes"}),
        client.post(reverse("admin:auth_user_changelist"), chosen),
        client.post(reverse("admin:auth_user_changelist"), chosen | {"post": "yes"}),
    ):
        assert response.status_code == 200
        assert f"notes by {draft.author}" in response.content.decode()
        assert TITLE not in response.content.decode()
    assert User.objects.filter(pk=draft.author_id).exists()


def test_an_account_without_posts_can_be_deleted(client: Client) -> None:
    client.force_login(make_superuser())
    other = make_author()
    assert client.post(reverse("admin:auth_user_delete", args=[other.pk]), {"post": "yes"}).status_code == 302
    assert not User.objects.filter(pk=other.pk).exists()
