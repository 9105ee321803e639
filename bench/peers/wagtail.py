"""Wagtail as `wagtail start` makes it, with a page for each note whose body is the same HTML."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from bench.processes import HOST, Server, free_port
from bench.workshop import Workshop

MODELS = """
from django.db import models
from wagtail.models import Page


class HomePage(Page):
    def get_context(self, request):
        notes = NotePage.objects.child_of(self).live().order_by("-first_published_at")[:12]
        return super().get_context(request) | {"notes": notes}


class NotePage(Page):
    excerpt = models.TextField()
    body = models.TextField()
"""
NOTE = """{% extends "base.html" %}
{% block content %}<article><h1>{{ page.title }}</h1>{{ page.body|safe }}</article>{% endblock %}
"""
HOME = """{% extends "base.html" %}
{% load wagtailcore_tags %}
{% block content %}{% for note in notes %}<h2><a href="{% pageurl note %}">{{ note.title }}</a></h2>
<p>{{ note.excerpt }}</p>{% endfor %}{% endblock %}
"""
SETTINGS = """
from .base import *

DEBUG = False
SECRET_KEY = "a-key-that-is-known-to-all-and-serves-the-benchmark"
ALLOWED_HOSTS = ["*"]
DATABASES["default"]["CONN_MAX_AGE"] = 600
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
"""
LOAD = """
import json, sys
import django

django.setup()

from django.utils import timezone
from home.models import HomePage, NotePage

home = HomePage.objects.get()
for note in json.load(open(sys.argv[1])):
    home.add_child(instance=NotePage(
        title=note["title"], slug=note["slug"], body=note["html"], excerpt=note["excerpt"],
        first_published_at=timezone.now(),
    ))
"""
# Lemma's own, which its Python environment would have to import.
GUNICORN = ("--workers", "2", "--threads", "4", "--worker-class", "gthread", "--keep-alive", "75", "--preload")


def start(workshop: Workshop, notes: Path) -> Server:
    """Wagtail with these exported notes at `/note-0/`, `/note-1/`, …"""
    folder = workshop.new_folder("wagtail")
    python = folder / "venv" / "bin" / "python"
    site = folder / "site"
    site.mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO")}
    environment |= {"DJANGO_SETTINGS_MODULE": "journal.settings.bench", "PYTHONPATH": str(site)}
    workshop.run([sys.executable, "-m", "venv", str(folder / "venv")], environment)
    workshop.run([python, "-m", "pip", "install", "--quiet", "wagtail", "gunicorn"], environment)
    # This command makes a project and knows none yet.
    outside = {
        name: value for name, value in environment.items() if name not in ("DJANGO_SETTINGS_MODULE", "PYTHONPATH")
    }
    workshop.run([python.with_name("wagtail"), "start", "journal", str(site)], outside)
    (site / "home" / "models.py").write_text(MODELS)
    (site / "home" / "templates" / "home" / "home_page.html").write_text(HOME)
    (site / "home" / "templates" / "home" / "note_page.html").write_text(NOTE)
    (site / "journal" / "settings" / "bench.py").write_text(SETTINGS)
    (site / "load.py").write_text(LOAD)
    for arguments in (
        ["manage.py", "makemigrations", "home", "--verbosity", "0"],
        ["manage.py", "migrate", "--verbosity", "0"],
        ["load.py", str(notes)],
    ):
        workshop.run([python, *arguments], environment, site)
    port = free_port()
    command = [str(python), "-m", "gunicorn", *GUNICORN, "--bind", f"{HOST}:{port}", "journal.wsgi"]
    return workshop.start("wagtail", command, port, environment, "/note-0/", site)
