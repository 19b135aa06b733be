"""From facts, an edition and written answers to a report in the making."""
