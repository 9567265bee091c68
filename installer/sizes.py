"""Prints the ten largest files and functions, as advice: aim 120 lines a file, 8 a function."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("app", "tools", "installer", "bench", "tests")


def main() -> None:
    sources = {path: path.read_text(encoding="utf-8") for path in python_files()}
    lengths = {str(path.relative_to(ROOT)): text.count("\n") for path, text in sources.items()}
    show("files (look twice at 300)", lengths)
    bodies = {
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}": (node.end_lineno or 0) - node.lineno
        for path, text in sources.items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    show("functions (look twice at 30)", bodies)


def python_files() -> Iterator[Path]:
    for folder in FOLDERS:
        yield from (ROOT / folder).rglob("*.py")


def show(title: str, lengths: dict[str, int]) -> None:
    print(title)
    for name, lines in sorted(lengths.items(), key=lambda item: -item[1])[:10]:
        print(f"  {lines:5}  {name}")


if __name__ == "__main__":
    main()
