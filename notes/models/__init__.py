"""Tables: posts, tags, series and their stored renderings, with query sets that say which posts a reader may see."""

from notes.models.content_changes import ContentChange
from notes.models.links import Link
from notes.models.permalinks import PostSlugRedirect, SeriesSlugRedirect, TagSlugRedirect
from notes.models.posts import Post
from notes.models.renderings import Rendering, RenderingTargets
from notes.models.series import Series
from notes.models.tags import Tag, TaggedPost

__all__ = [
    "ContentChange",
    "Link",
    "Post",
    "PostSlugRedirect",
    "Rendering",
    "RenderingTargets",
    "Series",
    "SeriesSlugRedirect",
    "Tag",
    "TagSlugRedirect",
    "TaggedPost",
]
