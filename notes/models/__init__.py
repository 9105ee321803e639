"""The language of the site: posts, tags, series, and which of them a reader may see."""

from notes.models.content_changes import ContentChange
from notes.models.links import Link
from notes.models.permalinks import FormerPostSlug, FormerSeriesSlug, FormerTagSlug
from notes.models.posts import Post
from notes.models.renderings import Rendering, RenderingParts
from notes.models.series import Series
from notes.models.tags import Tag, TaggedPost

__all__ = [
    "ContentChange",
    "FormerPostSlug",
    "FormerSeriesSlug",
    "FormerTagSlug",
    "Link",
    "Post",
    "Rendering",
    "RenderingParts",
    "Series",
    "Tag",
    "TaggedPost",
]
