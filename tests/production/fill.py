"""`python -m tests.production.fill`: migrates a new database and puts an author and a note into it."""

import django
from django.core.management import call_command
from django.utils import timezone

from tests.production.server import PASSWORD


def fill() -> None:
    from django.contrib.auth.models import User

    from notes.models import Post

    call_command("migrate", verbosity=0)
    author = User.objects.create_superuser("author", password=PASSWORD)
    Post.objects.create(title="First", slug="first", body="$x$", author=author, published_at=timezone.now())


if __name__ == "__main__":
    django.setup()
    fill()
