"""Safe HTML: tokenizing, sanitizing and decorating it."""
