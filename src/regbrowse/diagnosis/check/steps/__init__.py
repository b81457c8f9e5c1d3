"""The steps of a check, one module each: `run(state)` returns an `Outcome` and raises no failure.

A step asks the registry package and says what it found; the words for failures are in
`regbrowse.diagnosis.words`.
"""
