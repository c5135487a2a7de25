"""The error for real data that cannot be used."""

from pathlib import Path


class DataError(Exception):
    """A real data file is missing, damaged or not the right one; the message names it.

    Not a ValueError: a question that expects a ValueError from a submission must not be passed by a damaged file.
    """


def mismatch(path: Path, expected: str, found: object) -> DataError:
    """The error for a file that holds something else than it should."""
    return DataError(f"{path}: expected {expected}, found {found}")
