"""The first version of the registry API, as docker-registry 0.x and old gateways speak it."""
