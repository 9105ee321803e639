"""Lemma's one app: notes with formulas, their tags and their series."""
