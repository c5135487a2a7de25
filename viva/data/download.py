"""Download of real data files, with checksums and a cache."""

from dataclasses import dataclass
from pathlib import Path

from viva.data.errors import DataError


@dataclass(frozen=True)
class RealFile:
    """A file, by its path below the folder VIVA_DATA, and where the public has it, if anywhere.

    The checksum is that of the download. A file in VIVA_DATA is judged by its contents, as the same arrays come in
    more than one packing.
    """

    name: str
    url: str | None = None
    sha256: str | None = None

    def __post_init__(self) -> None:
        if (self.url is None) != (self.sha256 is None):
            raise ValueError(f"{self.name}: a url needs a sha256 and a sha256 a url")


def fetch(file: RealFile) -> Path:
    """The path of a file in the user's cache, downloaded where it is not there yet or has changed.

    Raises: DataError if the address does not answer or sends another file; nothing is kept then.
    """
    import pooch

    target = Path(pooch.os_cache("viva")) / file.name
    try:
        pooch.retrieve(file.url, known_hash=f"sha256:{file.sha256}", fname=target.name, path=target.parent)
    except (OSError, ValueError) as error:  # requests' errors are OSErrors; a wrong checksum is pooch's ValueError
        raise DataError(
            f"{target}: expected the file {file.url} with SHA-256 {file.sha256}, found: {error}\n"
            f"You can also put {file.name} into a folder and set VIVA_DATA to that folder."
        ) from error
    return target
