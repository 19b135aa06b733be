"""The JSON API: what is published, for everybody; with a token, an agency's own updates."""
