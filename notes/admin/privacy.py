"""What Django's admin would otherwise reveal of other authors' drafts."""

from __future__ import annotations

from django.db.models import Model
from django.http import HttpRequest

from notes.admin.delete_confirmation import QuietDeletion


class DraftPrivacy(QuietDeletion):
    """Base of the admins of posts, tags and series. Their `get_queryset` says which rows an author may see."""

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Refuse filters such as `?posts=5`, which find a series by a draft, unless the page offers them."""
        name, *_rest = lookup.split("__")
        reverse_relations = {
            field.name for field in self.opts.get_fields() if field.auto_created and not field.concrete
        }
        if name in reverse_relations and not self._is_offered(lookup, request):
            return False
        return super().lookup_allowed(lookup, value, request)

    def _is_offered(self, lookup: str, request: HttpRequest) -> bool:
        names = [each[0] for each in self.get_list_filter(request) if isinstance(each, tuple)]
        return any(lookup == name or lookup.startswith(f"{name}__") for name in names)

    def view_on_site(self, obj: Model) -> str:
        """Link to the page itself: Django's redirect at `/admin/r/` would give any draft's slug, so it is closed."""
        return str(obj.get_absolute_url())  # type: ignore[attr-defined]
