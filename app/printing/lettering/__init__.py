"""Letters: font files, which of them can show a character, and how they get into a PDF."""
