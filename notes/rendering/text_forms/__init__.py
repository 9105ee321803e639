"""Text forms of a note: plain text, inline HTML and the excerpt."""
