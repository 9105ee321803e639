"""Links between posts: what a post's text names, and which post that is today."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from notes.containment import referenced_slugs
from notes.models.permalinks import FormerPostSlug
from notes.slugs import MAX_SLUG_LENGTH

if TYPE_CHECKING:
    from notes.models.posts import Post


class Link(models.Model):
    """That the text of `source` names `target_slug`, and that `target` is the post which has this slug or had it."""

    source = models.ForeignKey(
        "notes.Post", on_delete=models.CASCADE, related_name="outgoing_links", db_index=False, verbose_name=_("source")
    )
    target_slug = models.CharField(_("target slug"), max_length=MAX_SLUG_LENGTH)
    target = models.ForeignKey(
        "notes.Post",
        on_delete=models.SET_NULL,
        null=True,
        related_name="incoming_links",
        db_index=False,
        verbose_name=_("target"),
    )
    # Whether the text may name a part of the target: if so, it is drawn anew when the parts change.
    names_parts = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("note link")
        verbose_name_plural = _("note links")
        # Its index finds what the posts of a page link to.
        constraints = (models.UniqueConstraint(fields=("source", "target_slug"), name="link_once"),)
        indexes = (
            # "Linked from", the latest first, and the links to let go when a post is deleted.
            models.Index(fields=("target", "-source"), name="link_target"),
            # The links that a post which takes a slug is the target of.
            models.Index(fields=("target_slug",), name="link_target_slug"),
        )

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_slug}"


def names_parts(source: str, slug: str) -> bool:
    """Whether a text may refer to an equation, a theorem or a heading of the note at this slug."""
    return f"{slug}#" in source or f"{slug}:" in source


def targets(slugs: Collection[str]) -> dict[str, int]:
    """The posts, by primary key, that have these slugs or had them; a slug in use wins over a former one."""
    from notes.models.posts import Post

    if not slugs:
        return {}
    at_former = dict(FormerPostSlug.objects.filter(slug__in=slugs).values_list("slug", "target_id"))
    return at_former | dict(Post.objects.filter(slug__in=slugs).values_list("slug", "pk"))


def relink(posts: Sequence[Post]) -> None:
    """Makes the links of these posts what their texts say."""
    named = {
        (post.pk, slug): names_parts(post.body, slug)
        for post in posts
        for slug in referenced_slugs(post.body, subject=f"post {post.pk}")
        if len(slug) <= MAX_SLUG_LENGTH
    }
    known = {(link.source_id, link.target_slug): link for link in Link.objects.filter(source__in=posts)}
    if gone := [link.pk for place, link in known.items() if place not in named]:
        Link.objects.filter(pk__in=gone).delete()
    changed = [place for place, part in named.items() if place not in known or known[place].names_parts != part]
    found = targets({slug for _source, slug in changed})
    Link.objects.bulk_create(
        [
            Link(source_id=source, target_slug=slug, target_id=found.get(slug), names_parts=named[source, slug])
            for source, slug in sorted(changed)
        ],
        update_conflicts=True,
        unique_fields=["source", "target_slug"],
        update_fields=["target", "names_parts"],
    )


def lead_to(posts: Sequence[Post]) -> None:
    """Makes these posts the targets of all links that name their slugs."""
    owners = {post.slug: post.pk for post in posts}
    astray = [
        link for link in Link.objects.filter(target_slug__in=owners) if link.target_id != owners[link.target_slug]
    ]
    for link in astray:
        link.target_id = owners[link.target_slug]
    Link.objects.bulk_update(astray, ["target"])


def retarget(posts: Sequence[Post]) -> None:
    """Lets go the links to these posts that name a slug which they no longer have, and never remembered."""
    links = list(Link.objects.filter(target__in=posts))
    found = targets({link.target_slug for link in links})
    for link in links:
        link.target_id = found.get(link.target_slug)
    Link.objects.bulk_update(links, ["target"])
