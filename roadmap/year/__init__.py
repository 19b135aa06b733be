"""The reporting year: opened, asked for, reminded of and followed to its end."""
