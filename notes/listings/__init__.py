"""The queries of public pages."""
