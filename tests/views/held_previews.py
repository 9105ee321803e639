"""The site with previews that take as long as a test wants: rendering a marked text waits while a file exists."""

import os
import time
from pathlib import Path

from notes.rendering import pipeline
from notes.rendering.state import RenderState
from site_config.wsgi import application

__all__ = ["application"]

HOLD = "hold this text"


def wait(note: RenderState) -> None:
    while HOLD in note.source and Path(os.environ["HELD_WHILE"]).exists():
        time.sleep(0.02)


pipeline.STEPS = (wait, *pipeline.STEPS)
