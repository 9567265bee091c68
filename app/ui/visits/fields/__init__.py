"""The fields a question can be shown with; ``choosing.field_for`` picks the one that fits."""
