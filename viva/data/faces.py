"""Faces, with scores that say how well each of eight attributes describes them."""

import csv
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viva.data.download import RealFile
from viva.data.errors import mismatch
from viva.data.recipe import Arrays, Recipe

ATTRIBUTES = ("Smiling", "Eyeglasses", "Sunglasses", "Mustache", "Male", "Eyes Open", "Mouth Wide Open", "Heavy Makeup")
SIDE, BORDER, PHOTOGRAPH = 45, 70, 250
DRAWN = 1000

Floats = NDArray[np.float32]


def read_faces(photographs: Path, attributes: Path) -> Arrays:
    """Labeled Faces in the Wild: images (n, 45, 45, 3) uint8 in the order of the table of attributes, and scores (n, 8).

    The middle of each photograph of 250 × 250, without a border of 70, is made smaller by linear interpolation with anti-aliasing.
    """
    people, scores = _read_attributes(attributes)
    paths = [photographs / person / f"{person}_{number:04d}.jpg" for person, number in people]
    return {"images": np.stack([_read_photograph(path) for path in paths]), "scores": scores, "attributes": np.array(ATTRIBUTES)}


def _read_attributes(path: Path) -> tuple[list[tuple[str, int]], NDArray[np.float64]]:
    """Person and number of every photograph, and the scores of our attributes, from a table after one line of comment."""
    try:
        with path.open(newline="", encoding="utf-8") as file:
            file.readline()
            header = file.readline().lstrip("#").strip("\r\n\t ").split("\t")
            rows = list(csv.DictReader(file, header, delimiter="\t", quoting=csv.QUOTE_NONE))
        if missing := [name for name in ("person", "imagenum", *ATTRIBUTES) if name not in header]:
            raise mismatch(path, "a column for each attribute", f"no column {missing[0]!r}")
        people = [(row["person"].replace(" ", "_"), int(row["imagenum"])) for row in rows]
        scores = np.array([[float(row[name]) for name in ATTRIBUTES] for row in rows])
    except (OSError, ValueError, TypeError, AttributeError, csv.Error) as error:
        raise mismatch(path, "a person, a number and scores in every row", f"{type(error).__name__}: {error}") from error
    if not rows or not np.isfinite(scores).all():
        raise mismatch(path, "at least one row of finite scores", f"{len(rows)} rows")
    return people, scores


def _read_photograph(path: Path) -> NDArray[np.uint8]:
    from PIL import Image

    try:
        with Image.open(path) as photograph:
            if photograph.size != (PHOTOGRAPH, PHOTOGRAPH):
                raise mismatch(path, f"{PHOTOGRAPH} × {PHOTOGRAPH} pixels", " × ".join(map(str, photograph.size)))
            middle = photograph.convert("RGB").crop((BORDER, BORDER, PHOTOGRAPH - BORDER, PHOTOGRAPH - BORDER))
            return np.asarray(middle.resize((SIDE, SIDE), Image.Resampling.BILINEAR))
    except (OSError, SyntaxError, ValueError) as error:
        raise mismatch(path, "a photograph", f"{type(error).__name__}: {error}") from error


def drawn_faces() -> Arrays:
    """A thousand drawn faces, images (1000, 45, 45, 3) uint8, that show each attribute the more, the higher its score, (1000, 8).

    Scores are standard normal; only moustaches and make-up go with being male or not. Place, size, colours and background vary.
    """
    rng = np.random.default_rng(0)
    scores = rng.standard_normal((DRAWN, len(ATTRIBUTES)))
    male = scores[:, ATTRIBUTES.index("Male")]
    for name, correlation in (("Mustache", 0.5), ("Heavy Makeup", -0.5)):
        scores[:, ATTRIBUTES.index(name)] *= np.sqrt(1 - correlation**2)
        scores[:, ATTRIBUTES.index(name)] += correlation * male
    images = np.concatenate([_Drawing(rng, few).painted() for few in np.split(scores, 40)])  # few fit a processor's cache
    return {"images": np.rint(255 * images).astype(np.uint8), "scores": scores, "attributes": np.array(ATTRIBUTES)}


class _Drawing:
    """Some faces at once: every stroke covers all images, (n, 45, 45, 3), each as far as its own mask, (n, 45, 45), goes."""

    def __init__(self, rng: np.random.Generator, scores: NDArray[np.float64]) -> None:
        self.rng, self.n = rng, len(scores)
        strengths = (1 / (1 + np.exp(-1.5 * scores))).astype(np.float32)  # between 0 and 1
        self.strength = {name: strengths[:, i, None, None] for i, name in enumerate(ATTRIBUTES)}
        ticks = np.linspace(-1, 1, SIDE, dtype=np.float32)
        size = self.number(0.9, 1.1)
        self.x = (ticks[None, None, :] - self.number(-0.08, 0.08)) / size
        self.y = (ticks[None, :, None] - self.number(-0.08, 0.08)) / size

    def number(self, low: float, high: float) -> Floats:
        """One for each face, (n, 1, 1)."""
        return self.rng.uniform(low, high, (self.n, 1, 1)).astype(np.float32)

    def colour(self, low: Any, high: Any) -> Floats:
        """On the way from one colour to another, and a little off it, (n, 1, 1, 3)."""
        way, off = self.number(0, 1)[..., None], self.rng.normal(0, 0.02, (self.n, 1, 1, 3))
        colour: Floats = np.clip(np.asarray(low) + way * (np.asarray(high) - low) + off, 0, 1).astype(np.float32)
        return colour

    def ellipse(self, x: Any, y: Any, width: Any, height: Any, blur: float = 0.05) -> Floats:
        """1 inside, 0 outside, with a soft edge."""
        radius = np.sqrt(((self.x - x) / width) ** 2 + ((self.y - y) / height) ** 2)
        inside: Floats = np.clip(0.5 + (1 - radius) * np.minimum(width, height) / blur, 0, 1)
        return inside

    def ring(self, x: Any, y: Any, width: Any, height: Any) -> Floats:
        """The edge of an ellipse."""
        edge: Floats = np.clip(self.ellipse(x, y, width, height) - self.ellipse(x, y, width - 0.05, height - 0.05), 0, 1)
        return edge

    def painted(self) -> Floats:
        """The faces, in [0, 1]."""
        strength, male = self.strength, self.strength["Male"]
        hair, skin = self.colour([0.05, 0.04, 0.03], [0.75, 0.6, 0.35]), self.colour([0.42, 0.28, 0.2], [0.97, 0.82, 0.7])
        self.image = np.broadcast_to(self.colour([0.1, 0.2, 0.3], [0.8, 0.85, 0.8]), (self.n, SIDE, SIDE, 3)).copy()
        self.paint(hair, self.ellipse(0, -0.1 + 0.45 * (1 - male), 0.78, 0.85 + 0.35 * (1 - male)))
        self.paint(skin, self.ellipse(0, 0.05, 0.58 + 0.06 * male, 0.82))
        self.paint(0.9 * skin, self.ellipse(0, 0.12, 0.07, 0.2, blur=0.15))
        for side in (-1, 1):
            self.paint([0.85, 0.3, 0.35], 0.5 * strength["Heavy Makeup"] * self.ellipse(0.36 * side, 0.25, 0.16, 0.12, blur=0.1))
            self.eye(0.27 * side, skin, hair)
        self.mouth(skin)
        self.paint(hair, strength["Mustache"] * self.ellipse(0, 0.37, 0.3, 0.075))
        for side in (-1, 1):
            self.paint([0.1, 0.1, 0.1], strength["Eyeglasses"] * self.ring(0.27 * side, -0.15, 0.25, 0.2))
            self.paint([0.05, 0.05, 0.08], strength["Sunglasses"] * self.ellipse(0.27 * side, -0.15, 0.25, 0.19))
        self.image += 0.01 * self.rng.standard_normal(self.image.shape, dtype=np.float32)
        return np.clip(self.image, 0, 1)

    def eye(self, x: float, skin: Floats, hair: Floats) -> None:
        """White, iris and brow; the lid is skin or eye shadow."""
        open_, makeup = 0.02 + 0.09 * self.strength["Eyes Open"], self.strength["Heavy Makeup"]
        self.paint([0.45, 0.3, 0.6], 0.7 * makeup * self.ellipse(x, -0.19, 0.17, 0.1))
        self.paint([0.98, 0.98, 0.98], self.ellipse(x, -0.15, 0.14, open_))
        self.paint([0.1, 0.15, 0.25], self.ellipse(x, -0.15, np.minimum(0.07, open_), open_))
        self.paint(hair, self.ellipse(x, -0.36, 0.17, 0.025 + 0.03 * self.strength["Male"]))

    def mouth(self, skin: Floats) -> None:
        """Lips that bend upwards at their ends with a smile, redder with make-up, around a dark gap."""
        bend = 2 * self.strength["Smiling"] - 0.7
        height, y = 0.04 + 0.12 * self.strength["Mouth Wide Open"], 0.56 - bend * (self.x**2 - 0.04)
        makeup = self.strength["Heavy Makeup"][..., None]
        lips = np.clip(0.8 * skin + np.array([0.08, -0.05, -0.03], np.float32), 0, 1)
        self.paint(lips + makeup * (np.array([0.8, 0.08, 0.15], np.float32) - lips), self.ellipse(0, y, 0.3, height + 0.04))
        self.paint([0.2, 0.05, 0.05], self.ellipse(0, y, 0.24, height - 0.03, blur=0.03) * (height > 0.035))

    def paint(self, colour: Any, mask: Floats) -> None:
        """Cover what is there."""
        self.image += mask[..., None] * (np.asarray(colour, np.float32) - self.image)


FACES = Recipe(
    name="faces",
    make=drawn_faces,
    made_from="drawn by viva",
    files=(RealFile("lfw-deepfunneled"), RealFile("lfw_attributes.txt")),
    read=read_faces,
)
