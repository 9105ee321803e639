"""What readers ask for, a page a module."""
