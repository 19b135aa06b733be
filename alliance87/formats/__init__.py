"""How dates are written where Django's own way would mislead: the day before the month."""
