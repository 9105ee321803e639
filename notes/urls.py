"""URL patterns of the public site. `public` declares a page that may be cached for all anonymous visitors."""

import logging

from django.contrib.sitemaps import views as sitemaps
from django.urls import path, register_converter

from notes.feeds import LatestFeed, SeriesFeed, TagFeed
from notes.page_cache.public import NUMBER, YEAR, public
from notes.sitemaps import SITEMAPS
from notes.views.archive import archive
from notes.views.home import home
from notes.views.operations import healthz, robots
from notes.views.post_detail import post_detail, post_source
from notes.views.series import series_detail, series_list
from notes.views.tags import tag_detail, tag_list

logger = logging.getLogger(__name__)


class SegmentConverter:
    """A slug as one path segment. Any string can be reversed, so that a row with an invalid slug breaks no page."""

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        if value and "/" not in value:
            return value
        logger.warning("The slug %r is invalid in a URL. Change the slug of this note, tag or series.", value)
        # `reverse` encodes the `%` again, so this URL is a 404.
        return value.replace("/", "%2F") or "%"


register_converter(SegmentConverter, "segment")

urlpatterns = [
    path("", public(home, page=NUMBER), name="home"),
    path("posts/<segment:slug>.md", public(post_source), name="post_source"),
    path("posts/<segment:slug>/", public(post_detail), name="post_detail"),
    path("tags/", public(tag_list), name="tag_list"),
    path("tags/<segment:slug>/", public(tag_detail, page=NUMBER), name="tag_detail"),
    path("tags/<segment:slug>/feed/", public(TagFeed()), name="tag_feed"),
    path("series/", public(series_list, page=NUMBER), name="series_list"),
    path("series/<segment:slug>/", public(series_detail, page=NUMBER), name="series_detail"),
    path("series/<segment:slug>/feed/", public(SeriesFeed()), name="series_feed"),
    path("archive/", public(archive, page=NUMBER, year=YEAR), name="archive"),
    path("feed/", public(LatestFeed()), name="feed"),
    path(
        "sitemap.xml",
        public(sitemaps.index),
        {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap"},
        name="sitemap_index",
    ),
    path("sitemap-<slug:section>.xml", public(sitemaps.sitemap, p=NUMBER), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", public(robots), name="robots"),
    path("healthz", healthz, name="healthz"),
]
