"""The pieces papers are put together from: pages, cells, rows, blocks, opinions, frames."""
