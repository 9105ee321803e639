"""Kinds of attacks, one module each: `attempts(target, fixtures)` makes them and yields the results."""
