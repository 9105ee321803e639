"""Attacks on a running site: `python -m tests.attack` starts one on loopback, and none of them may succeed."""
