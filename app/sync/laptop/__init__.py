"""The laptop's half where it touches the world: its store, its carriers."""
