"""Whose posts an author works on: their own, and a superuser everybody's."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from notes.models import Post
from notes.models.posts import PostQuerySet


def posts_edited_by(user: AbstractBaseUser | AnonymousUser) -> PostQuerySet:
    return Post.objects.all() if sees_everything(user) else Post.objects.filter(author_id=user.pk)


def posts_counted_for(user: AbstractBaseUser | AnonymousUser) -> PostQuerySet:
    """The posts that may stand in this author's lists and counts, which includes what others have published."""
    return Post.objects.all() if sees_everything(user) else Post.objects.visible_to(user)


def sees_everything(user: AbstractBaseUser | AnonymousUser) -> bool:
    return bool(getattr(user, "is_superuser", False))
