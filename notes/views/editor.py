"""What the editor's script asks for: previews, uploads, tags that begin like a word. All of it is for authors alone."""

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

SUGGESTED_TAGS = 8
INSUFFICIENT_STORAGE = 507

View = Callable[..., HttpResponseBase]


def is_author(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether this user writes here: staff who may add or change posts."""
    may_write = any(user.has_perm(f"notes.{action}_post") for action in ("add", "change"))  # type: ignore[union-attr]
    return user.is_active and getattr(user, "is_staff", False) and may_write


def authors_only(view: View) -> View:
    """Answers anybody else with 403 and a message that the editor can show, where the admin would ask for a log-in."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return refusal(
                _("You have been logged out. Log in in another tab, then continue here. Your text is kept."), 403
            )
        if not is_author(request.user):
            return refusal(_("Your account does not have permission to write notes."), 403)
        return view(request, *args, **kwargs)

    return checked


def refusal(message: str, status: int) -> JsonResponse:
    return JsonResponse({"message": message}, status=status)


@method_decorator((never_cache, authors_only, limited), name="dispatch")
class PreviewView(MarkdownifyView):
    """Draws a text as its readers will see it, and says what is wrong with it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        form = PreviewForm(request.POST)
        if not form.is_valid():
            return refusal(messages_of(form), 400)
        source = form.cleaned_data["content"]
        document = preview(source, title=form.cleaned_data["title"], language=form.cleaned_data["language"])
        return JsonResponse(
            {
                "html": document.html,
                "problems": [described(problem) for problem in document.problems],
                "headings": [{"level": heading.level, "text": heading.text} for heading in document.headings],
                "characters": len(source),
            }
        )


@method_decorator((never_cache, authors_only, limited), name="dispatch")
class UploadView(ImageUploadView):
    """Keeps an image for the text that is being written, and answers with the Markdown that shows it."""

    http_method_names = ["post"]
    form_class = ImageForm

    def form_valid(self, form: ImageForm) -> JsonResponse:
        try:
            return JsonResponse({"image_code": f"![]({form.save()})"})
        except ImageNotStored as error:
            return refusal(str(error), INSUFFICIENT_STORAGE)

    def form_invalid(self, form: ImageForm) -> JsonResponse:
        return refusal(messages_of(form), 400)


@require_safe
@never_cache
@authors_only
def preview_frame(request: HttpRequest) -> HttpResponse:
    """The page that previews are put into: the site's own styles around an empty note."""
    return render(request, "editor/frame.html")


@require_safe
@never_cache
@authors_only
def tag_suggestions(request: HttpRequest) -> JsonResponse:
    """Tags that match `?q=` by their name or, for Chinese names, by their pinyin; the most used first."""
    wanted = request.GET.get("q", "").strip()
    matching = Tag.objects.known_to(request.user).filter(
        Q(name__icontains=wanted) | Q(slug__icontains=wanted.replace(" ", "-"))
    )
    used = matching.used_by(Post.objects.visible_to(request.user).order_by())
    names = list(used.values_list("name", flat=True)[:SUGGESTED_TAGS])
    if len(names) < SUGGESTED_TAGS:
        unused = matching.exclude(name__in=names).order_by("name").values_list("name", flat=True)
        names += unused[: SUGGESTED_TAGS - len(names)]
    return JsonResponse({"tags": names})


def described(problem: Problem) -> dict[str, str | int]:
    """A problem in the author's language."""
    template = MESSAGES.get(problem.kind)
    message = _(template) % dict(problem.details) if template else problem.message
    return {"kind": problem.kind, "message": message, "line": problem.line, "column": problem.column}


def messages_of(form: PreviewForm | ImageForm) -> str:
    return " ".join(str(message) for messages in form.errors.values() for message in messages)
