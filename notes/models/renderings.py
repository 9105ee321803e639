"""Tables of stored renderings, one row per post, replaced in place and deleted with the post.

They are derived from the content, so writing them does not change the content version.
"""

from __future__ import annotations

from django.db import models


class Rendering(models.Model):
    """A rendered post, packed by `notes.render_cache.snapshots`; valid while `key` equals the post's current key.

    `retry_at` is set if rendering failed, ran out of time or depends on a post that failed: the rendering is retried
    from then on.
    SQLite reads a row from its start, so the columns are in the order in which pages need them.
    """

    post = models.OneToOneField("notes.Post", on_delete=models.CASCADE, primary_key=True, related_name="rendering")
    key = models.CharField(max_length=32)
    problem_count = models.PositiveIntegerField()
    retry_at = models.DateTimeField(null=True)
    card = models.BinaryField()
    outline = models.BinaryField()
    html = models.BinaryField()
    feed_html = models.BinaryField()
    details = models.BinaryField()

    class Meta:
        default_permissions = ()
        # Partial: rows with a time are rare.
        indexes = [
            models.Index(fields=["retry_at"], name="rendering_retry", condition=models.Q(retry_at__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.post_id} as {self.key}"


class RenderingTargets(models.Model):
    """What other notes may reference in a post, packed. `key` names the inputs, `digest` the content."""

    post = models.OneToOneField(
        "notes.Post", on_delete=models.CASCADE, primary_key=True, related_name="reference_targets"
    )
    key = models.CharField(max_length=32)
    digest = models.CharField(max_length=32)
    packed = models.BinaryField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"reference targets of {self.post_id}"
