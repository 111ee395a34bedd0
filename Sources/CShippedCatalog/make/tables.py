"""Reads the tables beside the generators: facts that were read in public catalogs by hand, a line each."""

import csv
import pathlib

import form

FOLDER = pathlib.Path(__file__).resolve().parent / "tables"


def lines(name):
    """Block → its lines, each as a list of words; the lines before the first block are under None."""
    out, block = {}, None
    for number, line in enumerate((FOLDER / name).read_text(encoding="utf-8").splitlines(), 1):
        line = line.partition("#")[0].strip()
        if line.startswith("[") and line.endswith("]"):
            block = line[1:-1]
            if block in out:
                raise form.Wrong(f"{name}:{number}: {block} stands twice")
            out[block] = []
        elif line:
            out.setdefault(block, []).append(line.split())
    return out


def rows(name):
    """Rows of a table with commas: a head line tells the columns; lines that begin with # are notes."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader((line for line in file if not line.startswith("#")), strict=True))
