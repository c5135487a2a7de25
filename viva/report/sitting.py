"""The circumstances of an exam, which every report states."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sitting:
    """Who was examined in what, where, and how thoroughly."""

    submission: str
    framework: str
    versions: str
    device: str
    isolation: str
    profile: str

    @property
    def headline(self) -> str:
        """One line for the top of a report."""
        return f"{self.submission} · {self.versions or self.framework} on {self.device} · profile {self.profile} · {self.isolation}"
