"""Rendered notes, stored in the database: load or render."""
