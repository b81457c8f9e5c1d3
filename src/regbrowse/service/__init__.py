"""The one asynchronous door to everything that regbrowse can do."""
