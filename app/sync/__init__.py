"""The conversation with the county: what both sides agree on, and the laptop's half of it."""
