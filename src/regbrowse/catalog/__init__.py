"""The local cache: the store and the search index."""
