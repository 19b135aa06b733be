"""What people write: cleaned, formatted, compared, typed into forms."""
