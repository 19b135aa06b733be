"""What the checks look for, one subject to a module."""
