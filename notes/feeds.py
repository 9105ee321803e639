"""Atom feeds with the full text, formulas as text: a feed reader has neither our stylesheet nor our fonts."""

from __future__ import annotations

import re
from datetime import datetime
from html import escape
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from notes.listings.attach import attach_display_data
from notes.listings.listing import Listing, WithDrafts
from notes.listings.lookup import by_slug
from notes.listings.posts import newest, of_series, of_tag
from notes.models import Post, Series, Tag
from notes.models.posts import PostQuerySet
from notes.models.visibility import ANONYMOUS
from notes.render_cache.rendered import Rendered
from notes.views.errors import NotHere

POSTS_PER_FEED = 20

# Control characters that no XML document may hold, not even escaped.
NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LOCAL_REFERENCE = re.compile(r'\b(href|src)="(?=[/#])')


class FullTextFeed(Atom1Feed):
    """Atom with each post's text as `content` beside its excerpt as `summary`."""

    def write(self, outfile: Any, encoding: str) -> None:
        self.feed = xml_text(self.feed)
        self.items = xml_text(self.items)
        super().write(outfile, encoding)

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["full_text"], {"type": "html"})


class PostFeed(Feed):  # type: ignore[type-arg]
    """The newest posts among those of one place. Feeds are for the world: an author's own drafts are not in them."""

    feed_type = FullTextFeed

    def posts(self, place: Any) -> Listing | WithDrafts:
        return newest(ANONYMOUS, entries())

    def items(self, place: Any) -> list[Post]:
        posts = self.posts(place)[:POSTS_PER_FEED]
        attach_display_data(posts)
        return posts

    def feed_url(self, place: Any) -> str:
        return f"{self.link(place)}feed/"

    def link(self, place: Any) -> str:
        raise NotImplementedError

    def item_title(self, post: Post) -> str:
        return post.title

    def item_description(self, post: Post) -> str:
        rendered: Rendered = post.rendered
        return rendered.card.excerpt_text

    def item_extra_kwargs(self, post: Post) -> dict[str, Any]:
        rendered: Rendered = post.rendered
        notice = _("This note could not be rendered, so its source is shown instead. The error has been logged.")
        prefix = f"<p>{escape(notice)}</p>\n" if rendered.has_failed else ""
        full_text = prefix + absolute(rendered.feed_html, post)
        return {"full_text": full_text}

    def item_author_name(self, post: Post) -> str:
        return post.author.get_full_name() or post.author.get_username()

    def item_pubdate(self, post: Post) -> datetime | None:
        return post.published_at

    def item_updateddate(self, post: Post) -> datetime:
        return post.updated_at

    def item_categories(self, post: Post) -> list[str]:
        return [tag.name for tag in post.tag_list]


class LatestFeed(PostFeed):
    def title(self) -> str:
        return settings.SITE_NAME

    def subtitle(self) -> str:
        return settings.SITE_DESCRIPTION

    def link(self, place: None = None) -> str:
        return reverse("home")


class TagFeed(PostFeed):
    def get_object(self, request: HttpRequest, slug: str) -> Tag:
        tag = by_slug(Tag, slug)
        if tag is None or not self.posts(tag).count():
            raise NotHere(_("This tag does not exist, or it has no published notes."))
        return tag

    def posts(self, place: Tag) -> Listing | WithDrafts:
        return of_tag(ANONYMOUS, place, entries())

    def title(self, tag: Tag) -> str:
        return f"{tag.name} · {settings.SITE_NAME}"

    def subtitle(self, tag: Tag) -> str:
        return tag.description

    def link(self, tag: Tag) -> str:
        return tag.get_absolute_url()


class SeriesFeed(PostFeed):
    def get_object(self, request: HttpRequest, slug: str) -> Series:
        series = by_slug(Series, slug)
        if series is None or not self.posts(series).count():
            raise NotHere(_("This series does not exist, or it has no published notes."))
        return series

    def posts(self, place: Series) -> Listing | WithDrafts:
        return of_series(ANONYMOUS, place, entries())

    def title(self, series: Series) -> str:
        return f"{series.title} · {settings.SITE_NAME}"

    def subtitle(self, series: Series) -> str:
        return series.description

    def link(self, series: Series) -> str:
        return series.get_absolute_url()


def entries() -> PostQuerySet:
    """Posts with what a feed shows of them."""
    return Post.objects.select_related("author").with_rendering("card", "feed_html")


def xml_text(values: Any) -> Any:
    """The same values without the characters that XML forbids, in texts, lists and dictionaries."""
    if isinstance(values, str):
        return NOT_XML.sub("", values)
    if isinstance(values, dict):
        return {name: xml_text(value) for name, value in values.items()}
    return [xml_text(value) for value in values] if isinstance(values, (list, tuple)) else values


def absolute(html: str, post: Post) -> str:
    """The same HTML with references inside the site made absolute: a feed reader stands elsewhere."""
    page = settings.SITE_URL + post.get_absolute_url()
    return LOCAL_REFERENCE.sub(r'\1="' + settings.SITE_URL, html).replace(f'"{settings.SITE_URL}#', f'"{page}#')
