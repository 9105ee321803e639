"""Which posts a user of the admin may edit, and which may appear in their lists and counts."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from notes.models import Post
from notes.models.posts import PostQuerySet


def editable_posts(user: AbstractBaseUser | AnonymousUser) -> PostQuerySet:
    """All posts for a superuser, their own posts for other authors."""
    return Post.objects.all() if sees_everything(user) else Post.objects.filter(author_id=user.pk)


def listable_posts(user: AbstractBaseUser | AnonymousUser) -> PostQuerySet:
    """All posts for a superuser; for other authors their own posts and the published posts of others."""
    return Post.objects.all() if sees_everything(user) else Post.objects.visible_to(user)


def sees_everything(user: AbstractBaseUser | AnonymousUser) -> bool:
    return bool(getattr(user, "is_superuser", False))
