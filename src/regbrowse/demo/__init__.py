"""An embedded registry on loopback, for looking around."""
