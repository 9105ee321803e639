"""Hide other authors' drafts where Django's admin would reveal them.

Tags and series that occur only in such drafts are not listed, suggested or offered (`known_to`), filters cannot follow
reverse relations, the history of a series does not name posts, and Django's redirect at `/admin/r/` is closed. What
remains visible is that a title or slug is in use.
"""

from __future__ import annotations

from django.db.models import Model
from django.http import HttpRequest

from notes.admin.delete_confirmation import PlainDeleteConfirmation


class DraftPrivacy(PlainDeleteConfirmation):
    """Base of the admins of posts, tags and series. Their `get_queryset` returns the rows that an author may see."""

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Refuse lookups such as `?posts=5`, which find a series by a draft, unless they are in `list_filter`."""
        name, *_rest = lookup.split("__")
        reverse_relations = {
            field.name for field in self.opts.get_fields() if field.auto_created and not field.concrete
        }
        if name in reverse_relations and not self._is_list_filter(lookup, request):
            return False
        return super().lookup_allowed(lookup, value, request)

    def _is_list_filter(self, lookup: str, request: HttpRequest) -> bool:
        names = [item[0] for item in self.get_list_filter(request) if isinstance(item, tuple)]
        return any(lookup == name or lookup.startswith(f"{name}__") for name in names)

    def view_on_site(self, obj: Model) -> str:
        """Link to the page directly, since `/admin/r/` is disabled: it would reveal the slug of any draft."""
        return str(obj.get_absolute_url())  # type: ignore[attr-defined]
