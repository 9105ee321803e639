"""Atom feeds with the full text of posts. Formulas are Unicode text, since feed readers lack our styles and fonts."""

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
from notes.listings.posts import newest
from notes.listings.terms import get_term, posts_of
from notes.models import Post, Series, Tag
from notes.models.posts import PostQuerySet
from notes.models.visibility import ANONYMOUS
from notes.render_cache.rendered import Rendered

POSTS_PER_FEED = 20

# Control characters that XML 1.0 does not allow, not even escaped.
INVALID_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
RELATIVE_URL = re.compile(r'\b(href|src)="(?=[/#])')


class FullTextFeed(Atom1Feed):
    """Atom with the full text of each post as `content` and its excerpt as `summary`."""

    def write(self, outfile: Any, encoding: str) -> None:
        self.feed = xml_text(self.feed)
        self.items = xml_text(self.items)
        super().write(outfile, encoding)

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["full_text"], {"type": "html"})


class PostFeed(Feed):  # type: ignore[type-arg]
    """The newest posts that anonymous visitors may read, as feeds are requested without a session.

    `subject` is the tag or series of the feed, or `None`.
    """

    feed_type = FullTextFeed

    def posts(self, subject: Any) -> Listing | WithDrafts:
        return newest(ANONYMOUS, entries())

    def items(self, subject: Any) -> list[Post]:
        posts = self.posts(subject)[:POSTS_PER_FEED]
        attach_display_data(posts)
        return posts

    def feed_url(self, subject: Any) -> str:
        return f"{self.link(subject)}feed/"

    def link(self, subject: Any) -> str:
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
        full_text = prefix + with_absolute_urls(rendered.feed_html, post)
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

    def link(self, subject: None = None) -> str:
        return reverse("home")


class TermFeed(PostFeed):
    """The feed of a tag or series."""

    model: type[Tag | Series]

    def get_object(self, request: HttpRequest, slug: str) -> Tag | Series:
        term = get_term(self.model, slug)
        self.posts(term)
        return term

    def posts(self, subject: Tag | Series) -> Listing | WithDrafts:
        return posts_of(subject, ANONYMOUS, entries())

    def title(self, term: Tag | Series) -> str:
        return f"{term} · {settings.SITE_NAME}"

    def subtitle(self, term: Tag | Series) -> str:
        return term.description

    def link(self, term: Tag | Series) -> str:
        return term.get_absolute_url()


class TagFeed(TermFeed):
    model = Tag


class SeriesFeed(TermFeed):
    model = Series


def entries() -> PostQuerySet:
    """Posts with the columns and the renderings that feeds need."""
    return Post.objects.select_related("author").with_rendering("card", "feed_html")


def xml_text(values: Any) -> Any:
    """Remove the characters that XML does not allow from strings, in lists and dictionaries, too."""
    if isinstance(values, str):
        return INVALID_IN_XML.sub("", values)
    if isinstance(values, dict):
        return {name: xml_text(value) for name, value in values.items()}
    return [xml_text(value) for value in values] if isinstance(values, (list, tuple)) else values


def with_absolute_urls(html: str, post: Post) -> str:
    """Make the URLs of links and images absolute."""
    page = settings.SITE_URL + post.get_absolute_url()
    return RELATIVE_URL.sub(r'\1="' + settings.SITE_URL, html).replace(f'"{settings.SITE_URL}#', f'"{page}#')
