"""The terminal screens, over the service and nothing else."""
