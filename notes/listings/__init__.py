"""The queries of public pages: lists of posts, tags, series and years, and lookups by slug.

What is the same for all visitors is memoized per content version.
"""
