"""How registries are spoken to; the only package that imports httpx."""
