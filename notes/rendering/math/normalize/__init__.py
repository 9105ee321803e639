"""Normalize authors' TeX to the dialect that KaTeX accepts."""
