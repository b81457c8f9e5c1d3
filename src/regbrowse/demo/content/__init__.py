"""What the embedded registry holds: believable images, made when first asked for."""
