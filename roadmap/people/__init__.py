"""The people of the agencies: invited, looked after, and gone."""
