"""The feeds file, the settings and where they are."""
