"""Plain functions that make what a test needs, each thing valid and unlike the others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.contrib.auth.models import Permission, User
from django.utils import timezone

from notes.models import Post, Series, Tag

PASSWORD = "a password for tests"

numbers = count(1)


def make_user(**values: Any) -> User:
    return User.objects.create_user(**{"username": f"reader-{next(numbers)}", "password": PASSWORD} | values)


def make_author(**values: Any) -> User:
    """A member of the staff who may do everything to posts, tags and series, and is no superuser."""
    author = make_user(**{"username": f"author-{next(numbers)}", "is_staff": True} | values)
    author.user_permissions.set(Permission.objects.filter(content_type__app_label="notes"))
    return author


def make_superuser(**values: Any) -> User:
    return make_user(**{"username": f"keeper-{next(numbers)}", "is_staff": True, "is_superuser": True} | values)


def days_ago(days: float) -> datetime:
    return timezone.now() - timedelta(days=days)


def make_post(title: str = "", *, tags: Sequence[str] = (), **values: Any) -> Post:
    """A post published yesterday; `published_at=None` makes a draft."""
    number = next(numbers)
    author: User = values.pop("author", None) or make_user()
    values = {"body": f"Text {number}", "published_at": days_ago(1), "language": "en", **values}
    post = Post.objects.create(title=title or f"Note {number}", author=author, **values)
    post.tags.set(tags)
    return post


def make_tag(name: str = "", **values: Any) -> Tag:
    return Tag.objects.create(name=name or f"tag {next(numbers)}", **values)


def make_series(title: str = "", **values: Any) -> Series:
    return Series.objects.create(title=title or f"Series {next(numbers)}", **values)
