"""What the API says of itself: the schema and the page for programs."""
