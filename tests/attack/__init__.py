"""Penetration tests: `python -m tests.attack` starts a site on loopback and attacks it. No attack may succeed."""
