"""Normalize authors' TeX to the TeX that KaTeX accepts."""
