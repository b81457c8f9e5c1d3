"""What the tests are run against: real registries, and servers that misbehave as told.

Nothing here imports regbrowse, so that a mistake cannot hide in both at once, and nothing here
leaves loopback.
"""
