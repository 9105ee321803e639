"""Endpoints of the editor's scripts, for authors only: previews, uploads and tag suggestions."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from markdownx.views import ImageUploadView, MarkdownifyView

from notes.forms.image_fields import ImageForm
from notes.forms.preview import PreviewForm
from notes.heavy_requests import limited
from notes.images import ImageNotStored
from notes.models import Post, Tag
from notes.render_cache.posts import preview
from notes.rendering import Problem
from notes.rendering.problems import MESSAGES

MAX_TAG_SUGGESTIONS = 8
INSUFFICIENT_STORAGE = 507

View = Callable[..., HttpResponseBase]


def is_author(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether the user is staff and may add or change posts."""
    may_write = any(user.has_perm(f"notes.{action}_post") for action in ("add", "change"))  # type: ignore[union-attr]
    return user.is_active and getattr(user, "is_staff", False) and may_write


def authors_only(view: View) -> View:
    """Respond with 403 and a message that the editor shows, where the admin would redirect to the log-in page."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return error_response(
                _("You have been logged out. Log in in another tab, then continue here. Your text is kept."), 403
            )
        if not is_author(request.user):
            return error_response(_("Your account does not have permission to write notes."), 403)
        return view(request, *args, **kwargs)

    return checked


def error_response(message: str, status: int) -> JsonResponse:
    return JsonResponse({"message": message}, status=status)


@method_decorator((never_cache, authors_only, limited), name="dispatch")
class PreviewView(MarkdownifyView):
    """Render a text as readers will see it, and return it with its problems and headings."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        form = PreviewForm(request.POST)
        if not form.is_valid():
            return error_response(error_text(form), 400)
        source = form.cleaned_data["content"]
        document = preview(source, title=form.cleaned_data["title"], language=form.cleaned_data["language"])
        return JsonResponse(
            {
                "html": document.html,
                "problems": [problem_data(problem) for problem in document.problems],
                "headings": [{"level": heading.level, "text": heading.text} for heading in document.headings],
                "characters": len(source),
            }
        )


@method_decorator((never_cache, authors_only, limited), name="dispatch")
class UploadView(ImageUploadView):
    """Store an image and return the Markdown that shows it."""

    http_method_names = ["post"]
    form_class = ImageForm

    def form_valid(self, form: ImageForm) -> JsonResponse:
        try:
            return JsonResponse({"image_code": f"![]({form.save()})"})
        except ImageNotStored as error:
            return error_response(str(error), INSUFFICIENT_STORAGE)

    def form_invalid(self, form: ImageForm) -> JsonResponse:
        return error_response(error_text(form), 400)


@require_safe
@never_cache
@authors_only
def preview_frame(request: HttpRequest) -> HttpResponse:
    """The document of the preview frame: an empty note with the site's styles."""
    return render(request, "editor/frame.html")


@require_safe
@never_cache
@authors_only
def tag_suggestions(request: HttpRequest) -> JsonResponse:
    """Tags whose name or slug contains `?q=`, most used first. The slug of a Chinese name is its pinyin."""
    query = request.GET.get("q", "").strip()
    matching = Tag.objects.known_to(request.user).filter(
        Q(name__icontains=query) | Q(slug__icontains=query.replace(" ", "-"))
    )
    used = matching.used_by(Post.objects.visible_to(request.user).order_by())
    names = list(used.values_list("name", flat=True)[:MAX_TAG_SUGGESTIONS])
    if len(names) < MAX_TAG_SUGGESTIONS:
        unused = matching.exclude(name__in=names).order_by("name").values_list("name", flat=True)
        names += unused[: MAX_TAG_SUGGESTIONS - len(names)]
    return JsonResponse({"tags": names})


def problem_data(problem: Problem) -> dict[str, str | int]:
    """A problem with its message in the author's language."""
    template = MESSAGES.get(problem.kind)
    message = _(template) % dict(problem.details) if template else problem.message
    return {"kind": problem.kind, "message": message, "line": problem.line, "column": problem.column}


def error_text(form: PreviewForm | ImageForm) -> str:
    return " ".join(str(message) for messages in form.errors.values() for message in messages)
