"""markdown-it extended for math and Chinese text."""
