"""The keys of each place, one file each; `ui/commands` puts them together."""
