"""Measures of the whole, each runnable on its own; quick versions of them are tests."""
