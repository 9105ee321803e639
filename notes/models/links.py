"""Links between posts: the slug that a text names, and the post that has this slug now."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from notes.containment import referenced_slugs
from notes.slugs import MAX_SLUG_LENGTH

FindPosts = Callable[[Collection[str]], Mapping[str, int]]
"""`SluggableQuerySet.pks_by_slug` of posts, which are defined above this module."""


class Link(models.Model):
    """The text of `source` names `target_slug`; `target` is the post that has or had this slug, if any."""

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
    # Whether the text may reference a label or anchor in the target: then its rendering depends on those too.
    has_fragment = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("note link")
        verbose_name_plural = _("note links")
        # Its index finds the links of the posts on a page.
        constraints = (models.UniqueConstraint(fields=("source", "target_slug"), name="link_once"),)
        indexes = (
            # "Linked from", latest first, and `SET_NULL` when a post is deleted.
            models.Index(fields=("target", "-source"), name="link_target"),
            # The links to a slug that a post takes.
            models.Index(fields=("target_slug",), name="link_target_slug"),
        )

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_slug}"


def has_fragment(source: str, slug: str) -> bool:
    """Whether a text may reference a heading (`[[slug#heading]]`) or a label (`\\eqref{slug:label}`) of this note."""
    return f"{slug}#" in source or f"{slug}:" in source


def sync_links(bodies: Mapping[int, str], find_posts: FindPosts) -> None:
    """Make the stored links of posts, by primary key, those of their bodies."""
    named = {
        (pk, slug): has_fragment(body, slug)
        for pk, body in bodies.items()
        for slug in referenced_slugs(body, subject=f"post {pk}")
        if len(slug) <= MAX_SLUG_LENGTH
    }
    stored = {(link.source_id, link.target_slug): link for link in Link.objects.filter(source__in=bodies)}
    if removed := [link.pk for key, link in stored.items() if key not in named]:
        Link.objects.filter(pk__in=removed).delete()
    changed = [key for key in sorted(named) if key not in stored or stored[key].has_fragment != named[key]]
    found = find_posts({slug for _source, slug in changed})
    Link.objects.bulk_create(
        [
            Link(source_id=source, target_slug=slug, target_id=found.get(slug), has_fragment=named[source, slug])
            for source, slug in changed
        ],
        update_conflicts=True,
        unique_fields=["source", "target_slug"],
        update_fields=["target", "has_fragment"],
    )


def point_links_at(owners: Mapping[str, int]) -> None:
    """Point all links that name one of these slugs at the post that owns it, given by primary key."""
    outdated = [
        link for link in Link.objects.filter(target_slug__in=owners) if link.target_id != owners[link.target_slug]
    ]
    for link in outdated:
        link.target_id = owners[link.target_slug]
    Link.objects.bulk_update(outdated, ["target"])


def repoint_links(targets: Collection[int], find_posts: FindPosts) -> None:
    """Update the links to these posts after their slugs changed without a redirect."""
    links = list(Link.objects.filter(target__in=targets))
    found = find_posts({link.target_slug for link in links})
    for link in links:
        link.target_id = found.get(link.target_slug)
    Link.objects.bulk_update(links, ["target"])
