"""What an author or a reader types, checked."""
