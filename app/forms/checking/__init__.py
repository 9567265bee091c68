"""What is wrong with a form before it is published, and what a new version changes. Pure.

``checker.check(authored, definition)`` → every ``Problem`` at once, each with sheet, row and column;
``differences.difference(published, new)`` → what the new version changes, classed by what it does to
answers that exist. ``Authored`` is the workbook as its author wrote it, mended, with row numbers.
"""
