"""The users and notes that the site has before an attack."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib.auth.models import Permission, User
from django.utils import timezone

from notes.models import Post, Series, Tag
from tests.attack.target import Browser, Target
from tests.factories import days_ago, make_author, make_post, make_series, make_superuser, make_user

PUBLIC_NOTES = 30
HIDDEN_BODY = r"""
Unseenbody of {0}, which refers to [[open-note]] and [[open-note#eq:first]].

## Unseenheading {0}

$$ x = 1 \label{{eq:unseen{0}}} $$
"""


@dataclass
class Fixtures:
    """Users by their rights, and notes by their state. All hidden notes belong to `victim`."""

    victim: User = field(default_factory=lambda: make_author(username="victim", email="unseenmail@example.org"))
    author: User = field(default_factory=lambda: make_author(username="author"))
    keeper: User = field(default_factory=lambda: make_superuser(username="keeper"))
    reader: User = field(default_factory=lambda: make_user(username="reader"))
    viewer: User = field(default_factory=lambda: make_user(username="viewer", is_staff=True))
    hidden: dict[str, Post] = field(default_factory=dict)
    public: list[Post] = field(default_factory=list)
    own: Post = field(init=False)
    moved: Post = field(init=False)

    def __post_init__(self) -> None:
        self.viewer.user_permissions.set(
            Permission.objects.filter(content_type__app_label="notes", codename__startswith="view_")
        )
        course = make_series("Course")
        for number in range(PUBLIC_NOTES):
            tags = ["optics", *(["graphs"] if number % 2 else [])]
            series = course if number in (3, 5, 7) else None
            body = f"Text {number} with $x_{number}$.\n\n## Part {number}\n\nMore."
            author = self.victim if number % 3 == 0 else self.author
            post = make_post(f"Note {number:02}", tags=tags, series=series, body=body, author=author,
                             published_at=days_ago(40 - number))  # fmt: skip
            self.public.append(post)
        body = "Open text.\n\n$$ y \\label{eq:first} $$\n\n## Part {#part}"
        self.own = make_post("Open note", slug="open-note", body=body, author=self.author, tags=["optics"])
        self.moved = make_post("Moved note", slug="moved-from", author=self.author)
        self.moved.slug = "moved-to"
        self.moved.save()
        for state, published_at in (
            ("draft", None),
            ("scheduled", timezone.now() + timedelta(days=400)),
            ("withdrawn", days_ago(3)),
            ("part", None),
        ):
            series = course if state == "part" else make_series(f"Unseen{state}series")
            self.hidden[state] = make_post(
                f"Unseen{state} title", tags=[f"Unseen{state}tag", "optics"], series=series, series_position=2,
                summary=f"Unseen{state}summary", body=HIDDEN_BODY.format(state), author=self.victim,
                published_at=published_at,
            )  # fmt: skip

        self._named = {model: [*model.objects.values_list("pk", flat=True)] for model in (Tag, Series)}

    def withdraw(self, target: Target) -> None:
        """Unpublish a note after it was public and cached."""
        post = self.hidden["withdrawn"]
        for path in ("/", post.get_absolute_url(), "/feed/", "/archive/", "/tags/", "/series/"):
            target.get(path)
        post.unpublish()
        post.save()

    def restore(self) -> None:
        """Delete what a kind of attack created, and undo its changes."""
        kept = [post.pk for post in (*self.public, *self.hidden.values(), self.own, self.moved)]
        Post.objects.exclude(pk__in=kept).delete()
        for model, names in self._named.items():
            model.objects.exclude(pk__in=names).delete()
        Post.objects.filter(pk=self.own.pk).update(title=self.own.title, body=self.own.body, slug=self.own.slug,
                                                   summary="", published_at=self.own.published_at)  # fmt: skip

    def visitors(self, target: Target) -> dict[str, Browser]:
        """The browsers of all users who must not see the victim's hidden notes."""
        signed_in = (self.reader, self.viewer, self.author)
        people = {user.get_username(): Browser.signed_in(target, user) for user in signed_in}
        return {"anonymous": Browser(target), **people}
