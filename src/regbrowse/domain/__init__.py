"""What a registry is: values and rules, without any input or output."""
