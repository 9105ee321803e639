"""The app's registration."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class NotesConfig(AppConfig):
    name = "notes"
    verbose_name = _("Notes")

    def ready(self) -> None:
        # Django imports this module before models can be imported.
        from notes.content_version.write_watch import watch_connection  # noqa: PLC0415

        connection_created.connect(watch_connection, dispatch_uid="notes.content_version")
