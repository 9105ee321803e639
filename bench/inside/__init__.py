"""What runs inside a site's own process: `Workshop.inside` starts these modules with arguments as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any


def answer(function: Callable[..., Any]) -> None:
    """Calls a module's function with the arguments of the command line, and prints its value."""
    import django

    django.setup()
    print(json.dumps(function(**json.loads(sys.argv[1]))))
