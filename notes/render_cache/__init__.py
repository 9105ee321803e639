"""Rendered posts, stored in the database: load them, or render and store them.

A rendering is stored under a key of everything it depends on, so an outdated one is never shown and none is purged.
"""
