"""Who supplies the login of a registry, in which order."""
