"""The queries of public pages: lists of posts, tags, series and years, and lookups by slug.

What is the same for all visitors is memoized per content version. A list takes at most 4 queries and a post 6, also
after a change: the time of the next publication is read in the same statement as something else
(`content_version.fetch`). With 100,000 notes, the first reader after a change waits for the count of a list 5 ms on
SQLite and 14 ms on PostgreSQL, for a bookmark at most 4 and 28, for the years 18 and 66, and for the tags 29 and 18.
"""
