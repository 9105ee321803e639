"""Rendered posts, stored in the database: load them, or render and store them.

A rendering is stored under a key of everything it depends on, so an outdated one is never shown and none is purged. A
post's row is loaded by a join in the query for the post. A cache in front of it was measured, in ms without a cache,
with Redis and with local memory: the query of a list takes 1.1, 1.3 and 1.0 on SQLite and 1.7, 1.6 and 1.2 on
PostgreSQL; that of a note 0.6, 0.7 and 0.5, and 1.1, 1.0 and 0.7.
"""
