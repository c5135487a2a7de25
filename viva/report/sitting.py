"""The circumstances of an exam, which every report states."""

from dataclasses import dataclass, field

from viva.exam import Spent


@dataclass(frozen=True)
class Sitting:
    """Who was examined in what, where, and how thoroughly."""

    submission: str
    framework: str
    versions: str
    device: str
    isolation: str
    profile: str
    spent: Spent = field(default_factory=Spent)

    @property
    def headline(self) -> str:
        """One line for the top of a report."""
        return f"{self.submission} · {self.versions or self.framework} on {self.device} · profile {self.profile} · {self.isolation}"

    @property
    def breakdown(self) -> str:
        """Where the time went, all processes together."""
        spent = self.spent
        shares = {
            "the submission": spent.submission,
            "the model solution": spent.reference,
            "importing the framework": spent.framework,
            "the examiner": spent.examiner,
        }
        parts = ", ".join(f"{100 * seconds / max(spent.wall, 1e-9):.0f} % {name}" for name, seconds in shares.items())
        return f"{spent.wall:.0f} seconds of examining: {parts}"
