"""What is in an image: manifests, configs and what belongs to them, read from hostile bytes."""
