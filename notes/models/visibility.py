"""The visibility rule: which posts a reader may see, as a condition for queries on posts, tags and series."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q
from django.utils import timezone

Reader = AbstractBaseUser | AnonymousUser

ANONYMOUS = AnonymousUser()


def is_published(published_at: str = "published_at") -> Q:
    """The post's publication time, at this field path, has come."""
    return Q(**{f"{published_at}__lte": timezone.now()})


def is_visible_to(reader: Reader, published_at: str = "published_at", author_id: str = "author_id") -> Q:
    """The post is published, or the reader is its author."""
    if not reader.is_authenticated:
        return is_published(published_at)
    return is_published(published_at) | Q(**{author_id: reader.pk})
