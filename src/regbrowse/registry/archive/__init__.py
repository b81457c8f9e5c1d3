"""Looking into a layer while it passes by: unpacking under limits, and reading its archive."""
