"""Views, one module for each page."""
