"""Moving notes in and out of the site."""
