"""The stylesheet of highlighted code is what Pygments' styles say."""

from django.conf import settings

from notes.management.commands.code_colours import stylesheet


def test_the_stylesheet_is_the_one_that_the_command_makes() -> None:
    path = settings.BASE_DIR / "static" / "css" / "code_colours.css"
    assert path.read_text() == stylesheet(), "make it anew: manage.py code_colours > static/css/code_colours.css"
