"""What the API says, field by field: the promise of version 1."""
