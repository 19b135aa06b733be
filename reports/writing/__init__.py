"""The pages on which the coordination writes the report."""
