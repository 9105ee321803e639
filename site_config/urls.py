"""The site's URLs: the admin with its editor, the language switch, uploaded files, and the notes."""

from django.contrib import admin
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from site_config.media import media

urlpatterns = [
    path("admin/", include("notes.admin_urls")),
    path("admin/", admin.site.urls),
    # Exempt: forging the language cookie is harmless, and a CSRF token would make public pages uncacheable.
    path("language/", csrf_exempt(set_language), name="set_language"),
    path("media/<path:path>", media, name="media"),
    path("", include("notes.urls")),
]

handler400 = "notes.views.errors.bad_request"
handler403 = "notes.views.errors.permission_denied"
handler404 = "notes.views.errors.page_not_found"
handler500 = "notes.views.errors.server_error"
