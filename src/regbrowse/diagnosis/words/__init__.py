"""The words, one module for each group of codes."""
