"""Signing, freezing, correcting, publishing and comparing versions of a report."""
