"""Data sets: what is embedded, where real files are looked for, what damage to them is noticed."""

import bz2
import hashlib
import http.server
import os
import subprocess
import sys
import threading
import zipfile
from dataclasses import replace

import numpy as np
import pooch
import pytest
from PIL import Image
from scipy.spatial.distance import cdist
from sklearn.datasets import make_swiss_roll

from viva.chance import energy_distance
from viva.data import RECIPES, DataError, load, raccoon_rows
from viva.data.clouds import POINTS
from viva.data.curves import read_light_curves, write_light_curves
from viva.data.digits import read_mnist
from viva.data.download import RealFile, fetch
from viva.data.faces import ATTRIBUTES
from viva.data.files import read_bz2, read_npz, read_table
from viva.data.prices import HEADER, TICKERS
from viva.data.recipe import Dataset, Recipe

REAL_FOLDER = os.environ.get("VIVA_DATA")
needs_real_files = pytest.mark.skipif(not REAL_FOLDER, reason="needs VIVA_DATA")

ARRAYS = {  # name -> array -> shape and dtype; None where the embedded set has its own size
    "mnist": {
        "x_train": ((None, 28, 28), "uint8"),
        "y_train": ((None,), "int64"),
        "x_test": ((None, 28, 28), "uint8"),
        "y_test": ((None,), "int64"),
    },
    "raccoon": {"image": ((768, 1024, 3), "uint8")},
    "pedestrians": {"positions": ((1000, 30), "float64")},
    "evacuation": {"x_train": ((3000, 2), "float64"), "x_test": ((600, 2), "float64")},
    "points": {"x": ((100, 2), "float64")},
    "circle": {"x": ((300, 2), "float64"), "t": ((300,), "float64")},
    "swiss_roll": {"x": ((5000, 3), "float64"), "t": ((5000,), "float64")},
    "swiss_roll_2d": {"x": ((1000, 2), "float64")},
    "half_ellipse": {"x": ((60, 3), "float64"), "t": ((60,), "float64")},
    "prices": {
        "daily": ((755, 33), "float64"),
        "weekly": ((262, 33), "float64"),
        "tickers": ((33,), "<U2"),
        "precision": ((33, 33), "float64"),
    },
    "breast_cancer": {
        "x_train": ((426, 30), "float64"),
        "x_test": ((143, 30), "float64"),
        "y_train": ((426,), "int64"),
        "y_test": ((143,), "int64"),
    },
    "light_curves": {"curves": ((None, None), "float64"), "parameters": ((None, 4), "float64")},
    "faces": {"images": ((None, 45, 45, 3), "uint8"), "scores": ((None, 8), "float64"), "attributes": ((8,), "<U15")},
}
POINTS_TEXT = "".join(f"{i}.5 {-i}e-1\n" for i in range(100))
POINTS_ARRAY = np.array([[i + 0.5, -i / 10] for i in range(100)])


@pytest.fixture(autouse=True)
def _no_real_files(monkeypatch, tmp_path):
    """No test sees the folder of this machine's user, its cache or its proxy."""
    monkeypatch.delenv("VIVA_DATA", raising=False)
    monkeypatch.setattr(pooch, "os_cache", lambda project: tmp_path / "cache" / project)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder that VIVA_DATA names."""
    path = tmp_path / "real"
    path.mkdir()
    monkeypatch.setenv("VIVA_DATA", str(path))
    return path


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.requested.append(self.path)
        body = self.server.contents.get(self.path)
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    """A web server on this machine with `contents` by path, the paths `requested` so far, and its `url`."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.contents, server.requested = {}, []
        server.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def public_points(server, body, sha256=None):
    """The recipe of `points` with its file on the server."""
    server.contents["/points.txt"] = body
    file = RealFile("points.txt", f"{server.url}/points.txt", sha256 or hashlib.sha256(body).hexdigest())
    return replace(POINTS, files=(file,))


def energies(x):
    squares = np.linalg.svd(x - x.mean(axis=0), compute_uv=False) ** 2
    return squares / squares.sum()


def lost(x, n_components):
    return energies(x)[n_components:].sum()


# The data sets


@pytest.mark.parametrize("name", ARRAYS)
def test_embedded_arrays_have_their_shapes_and_dtypes(name):
    dataset = load(name, "embedded")
    assert set(dataset.arrays) == set(ARRAYS[name])
    for key, (shape, dtype) in ARRAYS[name].items():
        assert dataset[key].dtype == dtype, key
        assert [n for n, known in zip(dataset[key].shape, shape, strict=True) if known] == [n for n in shape if n], key


def test_every_known_set_is_tested_here():
    assert set(ARRAYS) == set(RECIPES)


@pytest.mark.parametrize("name", ARRAYS)
def test_embedded_sets_are_the_same_every_time(name):
    np.random.seed(1)  # noqa: NPY002 - the global generator must not matter
    first = load(name, "embedded")
    np.random.seed(2)  # noqa: NPY002
    second = load(name, "embedded")
    for key in ARRAYS[name]:
        np.testing.assert_array_equal(first[key], second[key])


def test_embedded_sets_are_the_same_in_another_process():
    code = "import hashlib, sys; from viva.data import load; print(hashlib.sha256(load(sys.argv[1])['x']).hexdigest())"
    other = subprocess.run([sys.executable, "-c", code, "points"], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == hashlib.sha256(load("points")["x"]).hexdigest()


@pytest.mark.parametrize("name", ARRAYS)
def test_arrays_cannot_be_written_to(name):
    dataset = load(name, "embedded")
    for key in ARRAYS[name]:
        with pytest.raises(ValueError, match="read-only"):
            dataset[key][0] = 0
        assert dataset[key].base is None, f"{key} can be written to through its base"
    with pytest.raises(TypeError):
        dataset.arrays["other"] = np.zeros(1)


def test_a_data_set_does_not_change_with_the_array_it_was_made_from():
    original = np.zeros(3)
    dataset = Dataset("zeros", "embedded", "here", {"x": original[:]})
    original[0] = 1
    assert dataset["x"][0] == 0


def test_an_unknown_array_lists_the_known_ones():
    with pytest.raises(KeyError, match=r"points has no array 'y'; it has x"):
        load("points", "embedded")["y"]


def test_embedded_digits_look_like_mnist():
    mnist = load("mnist", "embedded")
    images = np.concatenate([mnist["x_train"], mnist["x_test"]])
    margin = np.pad(np.zeros((20, 20), bool), 4, constant_values=True)
    assert images.max() == 255
    assert not images[:, margin].any(), "there must be a margin of 4 pixels"
    assert 0.1 < images.mean() / 255 < 0.2, "the share of ink in MNIST is 0.13"


def test_embedded_digits_keep_the_ink_of_their_source():
    from sklearn.datasets import load_digits

    mnist = load("mnist", "embedded")
    inside = np.concatenate([mnist["x_train"], mnist["x_test"]])[:, 4:24, 4:24]
    assert inside.mean() / 255 == pytest.approx(load_digits().images.mean() / 16, abs=0.015)


def test_embedded_digits_have_no_jumps():
    """One pixel is 1/2.5 of the source's, so that neighbours differ by at most 255/2.5 grey levels inside the margin."""
    images = load("mnist", "embedded")["x_train"][:, 4:24, 4:24].astype(int)
    for axis in (1, 2):
        assert np.abs(np.diff(images, axis=axis)).max() <= 255 / 2.5 + 1


def test_embedded_digits_have_every_label_in_both_parts():
    mnist = load("mnist", "embedded")
    train, test = np.bincount(mnist["y_train"]), np.bincount(mnist["y_test"])
    assert train.sum() + test.sum() == 1797
    assert len(train) == len(test) == 10
    np.testing.assert_allclose(test / (train + test), 1 / 6, atol=0.01)


def test_embedded_digits_go_with_their_labels():
    """The nearest training image, by Euclidean distance, has the label of nearly every test image."""
    mnist = load("mnist", "embedded")
    train, test = (mnist[key].reshape(-1, 784) / 255.0 for key in ("x_train", "x_test"))
    distances = (train**2).sum(1) - 2 * test @ train.T
    assert np.mean(mnist["y_train"][distances.argmin(1)] == mnist["y_test"]) > 0.95


def test_no_embedded_digit_is_in_both_parts():
    mnist = load("mnist", "embedded")
    assert not {x.tobytes() for x in mnist["x_train"]} & {x.tobytes() for x in mnist["x_test"]}


def test_the_embedded_picture_keeps_the_colours_of_its_source():
    from sklearn.datasets import load_sample_image

    image = load("raccoon", "embedded")["image"]
    np.testing.assert_allclose(image.mean((0, 1)), load_sample_image("china.jpg").mean((0, 1)), atol=0.5)
    np.testing.assert_allclose(image[0, 0], load_sample_image("china.jpg")[0, 0], atol=1)


def test_embedded_pedestrians_need_three_components():
    positions = load("pedestrians", "embedded")["positions"]
    assert lost(positions, 2) == pytest.approx(0.1508, abs=0.005)
    assert lost(positions, 3) == pytest.approx(0.00287, abs=0.0005)


def test_embedded_pedestrians_walk_on_a_closed_path_that_does_not_meet_itself():
    positions = load("pedestrians", "embedded")["positions"]
    centred = positions - positions.mean(0)
    path = centred @ np.linalg.svd(centred, full_matrices=False).Vh[:3].T
    i = np.arange(1000)
    steps_apart = np.abs(i[:, None] - i)
    steps_apart = np.minimum(steps_apart, 1000 - steps_apart)
    distances = np.linalg.norm(path[:, None] - path, axis=-1)
    assert distances[steps_apart == 1].max() < 3
    assert distances[steps_apart > 125].min() > 6


def test_embedded_points_have_the_energies_of_the_real_ones():
    np.testing.assert_allclose(energies(load("points", "embedded")["x"]), [0.99314, 0.00686], rtol=1e-9)


def test_the_half_ellipse_is_centred_and_nearly_flat():
    x = load("half_ellipse", "embedded")["x"]
    np.testing.assert_allclose(x.mean(axis=0), 0, atol=1e-15)
    assert lost(x, 1) > 0.1, "it is no line"
    assert 0.002 < lost(x, 2) < 0.03, "it is a plane but for the noise"


# Rows of the raccoon


def test_raccoon_rows_are_249_samples_of_185_grey_levels():
    rows = raccoon_rows(load("raccoon", "embedded")["image"])
    assert rows.shape == (249, 185)
    assert rows.dtype == np.float64
    assert 0 <= rows.min() < rows.max() <= 255


@pytest.mark.parametrize(("colour", "grey"), [((255, 0, 0), 53), ((0, 255, 0), 181), ((0, 0, 255), 17)])
def test_raccoon_rows_weigh_the_colours_and_truncate(colour, grey):
    """0.21, 0.71 and 0.07 of 255 are 53.55, 181.05 and 17.85."""
    rows = raccoon_rows(np.full((768, 1024, 3), colour, np.uint8))
    np.testing.assert_allclose(rows, grey, rtol=1e-12)


@pytest.mark.parametrize("axis", [0, 1])
def test_raccoon_rows_keep_a_ramp(axis):
    """Sample k of the small picture lies at (k + ½) · f − ½ of the large one; grey is one level below 1 to 99."""
    ramp = np.minimum(np.arange((768, 1024)[axis]), 99).astype(np.uint8)
    image = np.empty((768, 1024, 3), np.uint8)
    image[:] = ramp[:, None, None] if axis == 0 else ramp[:, None]
    rows = np.moveaxis(raccoon_rows(image), axis, 0)
    position = (np.arange(len(rows)) + 0.5) * len(ramp) / len(rows) - 0.5
    inside = (position > 15) & (position < 85)
    np.testing.assert_allclose(rows[inside], np.broadcast_to(position[inside, None] - 1, rows[inside].shape), rtol=1e-9)


def test_raccoon_rows_smooth_before_they_shrink():
    stripes = np.tile(np.array([0, 255], np.uint8)[None, :, None], (768, 512, 3))
    assert np.ptp(raccoon_rows(stripes)[:, 5:-5]) < 1


@pytest.mark.parametrize("image", [np.zeros((768, 1024), np.uint8), np.zeros((1024, 768, 3), np.uint8), np.zeros((768, 1024, 3))])
def test_raccoon_rows_refuse_another_picture(image):
    with pytest.raises(ValueError, match=r"image must be uint8 of shape \(768, 1024, 3\), not"):
        raccoon_rows(image)


# Where the data come from


def test_auto_is_embedded_without_a_folder():
    dataset = load("points")
    assert (dataset.name, dataset.source, dataset.origin) == ("points", "embedded", "generated by viva")


def test_the_origin_of_an_embedded_set_is_told():
    assert load("mnist", "embedded").origin == "scikit-learn's digits, enlarged to 28 × 28"
    assert load("raccoon", "embedded").origin == "scikit-learn's china.jpg, resized to 768 × 1024"


def test_auto_is_embedded_if_the_folder_lacks_the_file(folder):
    (folder / "face.dat").write_bytes(b"of another set")
    assert load("points").source == "embedded"


def test_an_empty_name_of_the_folder_is_none_not_the_current_one(monkeypatch, tmp_path):
    (tmp_path / "pca_dataset.txt").write_text(POINTS_TEXT)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VIVA_DATA", "")
    assert load("points").source == "embedded"


@pytest.mark.parametrize("source", ["auto", "real"])
def test_the_file_in_the_folder_is_real(folder, source):
    path = folder / "pca_dataset.txt"
    path.write_text(POINTS_TEXT)
    dataset = load("points", source)
    assert (dataset.name, dataset.source, dataset.origin) == ("points", "real", str(path))
    np.testing.assert_array_equal(dataset["x"], POINTS_ARRAY)
    with pytest.raises(ValueError, match="read-only"):
        dataset["x"][0] = 0


def test_embedded_looks_at_no_file(folder):
    (folder / "pca_dataset.txt").write_text("damaged")
    assert load("points", "embedded").source == "embedded"


def test_auto_does_not_hide_a_damaged_file_behind_the_embedded_set(folder):
    (folder / "pca_dataset.txt").write_text("damaged")
    with pytest.raises(DataError, match="damaged"):
        load("points", "auto")


@pytest.mark.parametrize("source", ["auto", "real"])
def test_a_missing_folder_is_an_error_that_names_it(monkeypatch, tmp_path, source):
    monkeypatch.setenv("VIVA_DATA", str(tmp_path / "nowhere"))
    with pytest.raises(DataError, match=r"VIVA_DATA names '.*nowhere', which is not a folder"):
        load("points", source)


@pytest.mark.parametrize(("name", "file"), [("points", "pca_dataset.txt"), ("pedestrians", "data_DMAP_PCA_vadere.txt")])
def test_a_file_without_a_public_address_is_asked_for(name, file):
    with pytest.raises(DataError, match=f"'{name}' needs the file {file}.* set VIVA_DATA to that folder"):
        load(name, "real")


def test_a_file_that_the_folder_lacks_is_asked_for_there(folder):
    with pytest.raises(DataError, match=r"needs the file pca_dataset\.txt") as error:
        load("points", "real")
    assert f"put it into {folder}" in str(error.value)


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(ValueError, match="unknown data set 'mnits'; known are breast_cancer, circle, evacuation, "):
        load("mnits")


def test_an_unknown_source_lists_the_known_ones():
    with pytest.raises(ValueError, match="unknown source 'fake'; known are auto, embedded, real"):
        load("points", "fake")


def test_a_data_error_is_no_value_error():
    """A question that expects a ValueError from a submission must not be passed by a damaged file."""
    assert not issubclass(DataError, ValueError)


@pytest.fixture
def pair():
    """A set whose real form is two files."""
    return Recipe(
        name="pair",
        make=lambda: {"x": np.zeros(2)},
        made_from="zeros",
        files=(RealFile("first.txt"), RealFile("second.txt")),
        read=lambda first, second: {"x": np.array([float(first.read_text()), float(second.read_text())])},
    )


def test_a_set_of_several_files_reads_them_in_order(pair, folder):
    (folder / "first.txt").write_text("1")
    (folder / "second.txt").write_text("2")
    dataset = pair.load()
    np.testing.assert_array_equal(dataset["x"], [1, 2])
    assert dataset.origin == f"{folder / 'first.txt'}, {folder / 'second.txt'}"


def test_half_a_set_of_files_is_an_error(pair, folder):
    (folder / "first.txt").write_text("1")
    with pytest.raises(DataError, match=r"'pair' needs the file second\.txt, which is not there"):
        pair.load("auto")


def test_loading_imports_nothing_heavy_that_it_does_not_need():
    heavy = "{'torch', 'tensorflow', 'sklearn', 'scipy', 'pooch'}"
    code = f"import sys, viva.data; viva.data.load('points'); sys.exit(str({heavy} & set(sys.modules) or ''))"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert other.stderr.strip() == ""


# Tables


@pytest.fixture
def table(tmp_path):
    """A function that writes a text file, for a table of 3 rows of 2 numbers, and reads it."""

    def write_and_read(text):
        path = tmp_path / "table.txt"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_table(path, (3, 2))

    return write_and_read


def test_a_table_is_read(table):
    np.testing.assert_array_equal(table("1 2\n-3e0\t4.5\n5 6"), [[1, 2], [-3, 4.5], [5, 6]])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1 2\n3 four\n5 6\n", "'four'"),
        ("1 2\n3\n5 6\n", "number of columns changed from 2 to 1"),
        ("1 2\n3 4\n", r"shape \(2, 2\)"),
        ("1 2\n3 4\n5 6\n7 8\n", r"shape \(4, 2\)"),
        ("1 2 3\n4 5 6\n7 8 9\n", r"shape \(3, 3\)"),
        ("1,2\n3,4\n5,6\n", "'1,2'"),
        ("# 1 2\n1 2\n3 4\n5 6\n", "'#'"),
        ("1 2\n3 nan\n5 6\n", "nan in row 2, column 2"),
        ("1 2\n3 4\n-inf 6\n", "-inf in row 3, column 1"),
        ("1e999 2\n3 4\n5 6\n", "inf in row 1, column 1"),
        ("", r"shape \(0, 1\)"),
        (b"\xff\xfe1 2\n", "UnicodeDecodeError"),
    ],
)
def test_a_damaged_table_is_an_error_that_names_the_file(table, text, found):
    with pytest.raises(DataError, match=rf"table\.txt: expected .*(3 rows of 2 numbers|\(3, 2\)|finite).*, found .*{found}"):
        table(text)


def test_an_empty_table_gives_no_warning_beside_the_error(table, recwarn):
    with pytest.raises(DataError):
        table("")
    assert not recwarn


def test_a_folder_is_no_table(tmp_path):
    with pytest.raises(DataError, match="expected 3 rows of 2 numbers, found"):
        read_table(tmp_path, (3, 2))


@pytest.mark.parametrize(("name", "file"), [("points", "pca_dataset.txt"), ("pedestrians", "data_DMAP_PCA_vadere.txt")])
def test_a_truncated_table_is_noticed_by_its_set(folder, name, file):
    shape = load(name, "embedded")[next(iter(ARRAYS[name]))].shape
    np.savetxt(folder / file, np.ones((shape[0] - 1, shape[1])))
    with pytest.raises(DataError, match=rf"{file}: expected .*\({shape[0]}, {shape[1]}\).*, found shape \({shape[0] - 1},"):
        load(name)


def test_pedestrians_are_read_as_they_stand(folder):
    positions = np.arange(30000.0).reshape(1000, 30)
    np.savetxt(folder / "data_DMAP_PCA_vadere.txt", positions)
    np.testing.assert_array_equal(load("pedestrians", "real")["positions"], positions)


# Prices


YAHOO = ",".join(HEADER)


def yahoo(closes, header=YAHOO):
    """A file as Yahoo writes it, with one closing price a day."""
    rows = [f"2019-03-{day:02},1,2,3,{close},9,100" for day, close in enumerate(closes, start=1)]
    return "\n".join([header, *rows])


@pytest.fixture
def prices(folder):
    """Three days and two weeks of every share; share i costs i + 1, then twice that, then three times."""
    for interval, count in (("daily", 3), ("weekly", 2)):
        (folder / "etf" / interval).mkdir(parents=True)
        for i, ticker in enumerate(TICKERS, start=1):
            (folder / "etf" / interval / f"{ticker}.csv").write_text(yahoo([i * (day + 1) for day in range(count)]))
    return folder / "etf"


def test_closing_prices_are_read_share_by_share(prices):
    dataset = load("prices")
    np.testing.assert_array_equal(dataset["daily"], np.outer([1, 2, 3], np.arange(1, 34)))
    np.testing.assert_array_equal(dataset["weekly"], np.outer([1, 2], np.arange(1, 34)))
    assert dataset["tickers"].tolist() == sorted(TICKERS)
    assert dataset.origin == f"66 files below {prices}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (yahoo([1, 2], header="Date,Close"), r"found \['Date', 'Close'\]"),
        (yahoo([1, "null"]), "found ValueError: .*null"),
        (yahoo([1, 0]), "found 2 rows"),
        (yahoo([1, "nan"]), "found 2 rows"),
        (yahoo([1]), "found 1 rows"),
        (yahoo([1, 2, 3]), "expected the 2 dates of ECH.csv, found 3"),
        (yahoo([1, 2]).replace("03-02", "03-05"), "expected the 2 dates of ECH.csv"),
        (b"\xff\xfe", "found UnicodeDecodeError"),
    ],
)
def test_a_damaged_file_of_prices_is_named(prices, text, found):
    path = prices / "weekly" / "EWU.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(DataError, match=rf"EWU\.csv: .*({found})"):
        load("prices")


def test_a_missing_file_of_prices_is_asked_for(prices):
    (prices / "daily" / "TUR.csv").unlink()
    with pytest.raises(DataError, match=r"'prices' needs the file etf/daily/TUR\.csv"):
        load("prices")


def test_embedded_returns_come_from_the_known_precision():
    """Their inverse correlations, from all three years together, are those of the precision to sampling error."""
    dataset = load("prices", "embedded")
    precision = dataset["precision"]
    returns = np.concatenate(
        [(r - r.mean(axis=0)) / r.std(axis=0) for r in (np.diff(np.log(dataset[k]), axis=0) for k in ("daily", "weekly"))]
    )
    error = returns.T @ returns / len(returns) @ precision - np.eye(33)
    assert np.linalg.norm(error, 2) < 3 * np.sqrt(33 / len(returns)) * np.linalg.cond(precision) ** 0.5
    assert np.sum(np.triu(np.abs(precision) > 1e-9, 1)) == 56
    np.testing.assert_allclose(np.diag(np.linalg.inv(precision)), 1)


@needs_real_files
def test_real_prices_have_their_shapes(monkeypatch):
    monkeypatch.setenv("VIVA_DATA", REAL_FOLDER)
    dataset = load("prices", "real")
    assert (dataset["daily"].shape, dataset["weekly"].shape) == ((755, 33), (262, 33))
    assert dataset["weekly"][0, 0] == 43.380001


# Light curves


@pytest.fixture
def curves(folder):
    """A folder of three small files of curves as the source has them: seven curves of five numbers."""
    write_light_curves(folder / "light_curves", CURVES, PARAMETERS)
    return folder / "light_curves"


CURVES = np.arange(35.0).reshape(7, 5) / 3
PARAMETERS = np.repeat([[0.2, 0.1, 0.05, 0.0195695], [0.2, 0.1, 0.05, 1.5], [0.25, 0.12, 0.07, 0.3]], [4, 2, 1], axis=0)


@pytest.mark.parametrize("name", ["auto", "real"])
def test_light_curves_are_read_as_they_were_written(curves, name):
    assert sorted(str(path.relative_to(curves)) for path in curves.rglob("*.dat")) == [
        "12345/00.dat",
        "12345/01.dat",
        "12345/02.dat",
        "labels.dat",
    ]
    dataset = load("light_curves", name)
    assert (dataset.source, dataset.origin) == ("real", str(curves))
    np.testing.assert_array_equal(dataset["curves"], CURVES)
    np.testing.assert_array_equal(dataset["parameters"], PARAMETERS)


def test_simulated_light_curves_are_written_and_read(tmp_path):
    dataset = load("light_curves", "embedded")
    write_light_curves(tmp_path, dataset["curves"], dataset["parameters"])
    assert len(list(tmp_path.rglob("*.dat"))) == 101
    for key, array in read_light_curves(tmp_path).items():
        np.testing.assert_array_equal(array, dataset[key])


def test_light_curves_go_with_their_labels_by_number(curves):
    """File 10 comes after file 2, and a file with a number a line is one curve."""
    for path in (curves / "12345").iterdir():
        path.unlink()
    np.savetxt(curves / "12345" / "10.dat", CURVES[2])
    np.savetxt(curves / "12345" / "2.dat", CURVES[1])
    np.savetxt(curves / "12345" / "1.dat", CURVES[0])
    arrays = read_light_curves(curves)
    np.testing.assert_array_equal(arrays["curves"], CURVES[:3])
    np.testing.assert_array_equal(arrays["parameters"], PARAMETERS[[0, 4, 6]])


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("labels.dat", "1 2 3 4\n5 6 7 8\n", r"labels\.dat: expected a line for each of the 3 other files, found 2"),
        ("labels.dat", "1 2 3\n" * 3, r"labels\.dat: expected a table of shape \(3, 4\).*, found shape \(3, 3\)"),
        ("labels.dat", "", r"labels\.dat: expected some rows of 4 numbers, found shape"),
        ("12345/01.dat", "1 2 3 4\n", r"01\.dat: expected curves of 5 numbers, as in 00\.dat, found 4"),
        ("12345/01.dat", "1 2 nan 4 5\n", r"01\.dat: expected finite numbers, found nan in row 1, column 3"),
        ("12345/02.dat", "k g s p\n", r"02\.dat: expected some rows of some numbers, found ValueError"),
    ],
)
def test_a_damaged_file_of_light_curves_is_named(curves, file, text, message):
    (curves / file).write_text(text)
    with pytest.raises(DataError, match=message):
        load("light_curves")


def test_simulated_light_curves_rise_at_the_caustic_by_its_strength():
    """Before the caustic brightness is that of the lens; afterwards it is higher, the more so the larger p."""
    dataset = load("light_curves", "embedded")
    k, g, s, p = dataset["parameters"].T
    quiet, peak = dataset["curves"][:, :10].mean(axis=1), dataset["curves"].max(axis=1)
    lens = 1 / ((1 - k) ** 2 - g**2)
    undisturbed = dataset["curves"][:, :10].max(axis=1) < 1.1 * lens
    np.testing.assert_allclose(quiet[undisturbed], lens[undisturbed], rtol=0.03)
    assert undisturbed.mean() > 0.9
    np.testing.assert_allclose(peak / lens, 1 + np.sqrt(2 * p / s), rtol=0.12)


# Faces


def photographs(folder, names, shape=(250, 250)):
    """Files in the format of Labeled Faces in the Wild: a red photograph with a green middle each, and the table."""
    for person, number in names:
        image = np.zeros((*shape, 3), np.uint8)
        image[..., 0] = 200
        image[70:-70, 70:-70] = (0, 40 * number, 0)
        path = folder / "lfw-deepfunneled" / person / f"{person}_{number:04d}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(image).save(path, quality=95)
    columns = ["person", "imagenum", *ATTRIBUTES[::-1], "Bald"]
    rows = ["# from elsewhere", "\t".join(["#", *columns])]
    rows += [
        "\t".join([person.replace("_", " "), str(number), *(f"{10 * i + j}.5" for j in range(8)), "-1"])
        for i, (person, number) in enumerate(names)
    ]
    (folder / "lfw_attributes.txt").write_text("\n".join(rows) + "\n")


NAMES = [("Grace_Hopper", 2), ("Grace_Hopper", 1), ("Al", 4)]


def test_faces_are_read_in_the_order_of_their_attributes(folder):
    photographs(folder, NAMES)
    dataset = load("faces")
    assert dataset.source == "real"
    assert (dataset["images"].shape, dataset["images"].dtype) == ((3, 45, 45, 3), np.uint8)
    middle = dataset["images"][:, 5:-5, 5:-5].astype(float)
    np.testing.assert_allclose(middle, np.broadcast_to([[[[0, 40 * number, 0]]] for _, number in NAMES], middle.shape), atol=8)
    np.testing.assert_array_equal(dataset["scores"], [[10 * i + 7.5 - j for j in range(8)] for i in range(3)])
    assert list(dataset["attributes"]) == list(ATTRIBUTES)


def test_a_face_without_its_photograph_is_named(folder):
    photographs(folder, NAMES)
    (folder / "lfw-deepfunneled/Al/Al_0004.jpg").unlink()
    with pytest.raises(DataError, match=r"Al_0004\.jpg: expected a photograph, found FileNotFoundError"):
        load("faces")


def test_a_photograph_of_another_size_is_named(folder):
    photographs(folder, NAMES[:1], shape=(250, 240))
    with pytest.raises(DataError, match=r"Grace_Hopper_0002\.jpg: expected 250 × 250 pixels, found 240 × 250"):
        load("faces")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Smiling", "Frowning", "expected a column for each attribute, found no column 'Smiling'"),
        ("17.5", "many", "expected a person, a number and scores in every row, found ValueError: .*many"),
        ("17.5", "nan", "expected at least one row of finite scores, found 3 rows"),
        ("\t27.5\t-1", "", "expected a person, a number and scores in every row, found TypeError"),
    ],
)
def test_a_damaged_table_of_attributes_is_named(folder, old, new, message):
    photographs(folder, NAMES)
    path = folder / "lfw_attributes.txt"
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(DataError, match=rf"lfw_attributes\.txt: {message}"):
        load("faces")


def test_photographs_without_their_attributes_are_half_a_set(folder):
    photographs(folder, NAMES)
    (folder / "lfw_attributes.txt").unlink()
    with pytest.raises(DataError, match=r"'faces' needs the file lfw_attributes\.txt"):
        load("faces")


def test_a_linear_rule_reads_every_attribute_off_a_drawn_face():
    """Learned on 800 faces, it is right on the other 200: scores and predictions go together."""
    from sklearn.linear_model import Ridge

    faces = load("faces", "embedded")
    x, y = faces["images"].reshape(1000, -1) / 255, faces["scores"]
    predicted = Ridge(10).fit(x[:800], y[:800]).predict(x[800:])
    for name, mine, theirs in zip(ATTRIBUTES, predicted.T, y[800:].T, strict=True):
        assert np.corrcoef(mine, theirs)[0, 1] > 0.5, name


# Generated and shipped sets


def test_a_set_without_real_files_says_so():
    with pytest.raises(DataError, match="'circle' has no real files: it is generated by viva"):
        load("circle", "real")


def test_the_circle_is_closed():
    """Equal steps, the last one back to the start included."""
    x = load("circle")["x"]
    steps = np.linalg.norm(x - np.roll(x, 1, axis=0), axis=1)
    np.testing.assert_allclose(steps, 2 * np.sin(np.pi / 300))


def test_the_swiss_roll_is_rolled_up():
    """The distance from the axis is the position along the roll."""
    dataset = load("swiss_roll")
    np.testing.assert_allclose(np.hypot(dataset["x"][:, 0], dataset["x"][:, 2]), dataset["t"])


def test_the_flat_swiss_roll_lies_about_its_spiral():
    """Across the spiral (t cos t, t sin t) the noise has deviation ½; along it there are one and a half turns more."""
    x = load("swiss_roll_2d")["x"]
    t = np.linspace(1.5 * np.pi, 4.5 * np.pi, 5000)
    spiral = np.column_stack([t * np.cos(t), t * np.sin(t)])
    distances = cdist(x, spiral).min(axis=1)
    assert np.sqrt(np.mean(distances**2)) == pytest.approx(0.5, rel=0.1)
    another = make_swiss_roll(1000, noise=0.5, random_state=1)[0][:, [0, 2]]
    start = np.random.default_rng(0).normal(scale=3, size=(1000, 2))
    assert energy_distance(x, another) == pytest.approx(0.03, abs=0.02)
    assert energy_distance(x, start) == pytest.approx(2.4, abs=0.2)


# bz2


PIXELS = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)


def test_a_bz2_file_is_read(tmp_path):
    path = tmp_path / "pixels.dat"
    path.write_bytes(bz2.compress(PIXELS.tobytes()))
    np.testing.assert_array_equal(read_bz2(path, (2, 4, 3)), PIXELS)


GOOD_BZ2 = bz2.compress(PIXELS.tobytes())


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (GOOD_BZ2[:-1], "EOFError"),
        (GOOD_BZ2[:20], "EOFError"),
        (b"", "EOFError"),
        (PIXELS.tobytes(), "OSError: Invalid data stream"),
        (GOOD_BZ2[:20] + bytes([GOOD_BZ2[20] ^ 8]) + GOOD_BZ2[21:], "OSError: Invalid data stream"),
        (bz2.compress(PIXELS.tobytes()[:-1]), "23 bytes"),
        (bz2.compress(PIXELS.tobytes() + b"x"), "more"),
    ],
    ids=["last byte missing", "half", "empty", "not compressed", "one bit turned", "too short", "too long"],
)
def test_a_damaged_bz2_file_is_an_error_that_names_it(tmp_path, body, found):
    path = tmp_path / "pixels.dat"
    path.write_bytes(body)
    with pytest.raises(DataError, match=rf"pixels\.dat: expected 24 bytes of shape \(2, 4, 3\).* bz2, found {found}"):
        read_bz2(path, (2, 4, 3))


def test_the_raccoon_is_read_in_its_shape(folder):
    image = np.arange(768 * 1024 * 3).astype(np.uint8)
    (folder / "face.dat").write_bytes(bz2.compress(image.tobytes(), 1))
    np.testing.assert_array_equal(load("raccoon")["image"], image.reshape(768, 1024, 3))


def test_a_small_raccoon_is_refused(folder):
    (folder / "face.dat").write_bytes(GOOD_BZ2)
    with pytest.raises(DataError, match=r"face\.dat: expected 2359296 bytes of shape \(768, 1024, 3\).*, found 24 bytes"):
        load("raccoon")


# npz


GOOD_NPZ = {"x": np.arange(6, dtype=np.uint8).reshape(2, 3), "y": np.arange(2, dtype=np.uint8)}
NPZ_SHAPES = {"x": (2, 3), "y": (2,)}


@pytest.fixture
def npz(tmp_path):
    """A function that saves arrays and reads them as an archive of x (2, 3) and y (2,), uint8."""
    path = tmp_path / "arrays.npz"

    def save_and_read(**arrays):
        np.savez_compressed(path, **arrays)
        return read_npz(path, NPZ_SHAPES, "uint8")

    return save_and_read


def test_an_npz_archive_is_read_and_other_arrays_are_ignored(npz):
    arrays = npz(**GOOD_NPZ, z=np.array([None]))
    assert set(arrays) == {"x", "y"}
    for name in arrays:
        np.testing.assert_array_equal(arrays[name], GOOD_NPZ[name])


@pytest.mark.parametrize(
    ("change", "expected", "found"),
    [
        ({"x": np.zeros((3, 2), np.uint8)}, r"x of shape \(2, 3\), uint8", r"shape \(3, 2\), uint8"),
        ({"y": np.zeros((2, 1), np.uint8)}, r"y of shape \(2,\), uint8", r"shape \(2, 1\), uint8"),
        ({"x": np.zeros((2, 3))}, r"x of shape \(2, 3\), uint8", r"shape \(2, 3\), float64"),
        ({"y": np.array(["a", "b"])}, r"y of shape \(2,\), uint8", r"shape \(2,\), <U1"),
        ({"x": np.array([None, 1])}, "an undamaged npz archive of plain arrays", "ValueError: Object arrays"),
    ],
    ids=["x turned", "y a column", "x float", "y text", "x pickled"],
)
def test_a_wrong_array_in_an_npz_archive_is_an_error(npz, change, expected, found):
    with pytest.raises(DataError, match=rf"arrays\.npz: expected {expected}, found {found}"):
        npz(**{**GOOD_NPZ, **change})


@pytest.mark.parametrize(
    ("arrays", "found"), [({"x": GOOD_NPZ["x"]}, "only x"), ({"images": np.zeros(1)}, "only images"), ({}, "none")]
)
def test_a_missing_array_in_an_npz_archive_is_an_error(npz, arrays, found):
    with pytest.raises(DataError, match=rf"arrays\.npz: expected the arrays x, y, found {found}$"):
        npz(**arrays)


def test_pickled_contents_of_an_npz_archive_are_never_run(npz, tmp_path):
    class Bomb:
        def __reduce__(self):
            return (tmp_path.joinpath("harm").mkdir, ())

    with pytest.raises(DataError, match="allow_pickle=False"):
        npz(**{**GOOD_NPZ, "x": np.array([Bomb()], dtype=object)})
    assert not (tmp_path / "harm").exists()


@pytest.mark.parametrize("body", [b"", b"not an archive", b"\x93NUMPY\x01\x00"], ids=["empty", "text", "npy"])
def test_what_is_no_npz_archive_is_an_error(tmp_path, body):
    path = tmp_path / "arrays.npz"
    path.write_bytes(body)
    with pytest.raises(DataError, match=r"arrays\.npz: expected an npz archive, found something else"):
        read_npz(path, NPZ_SHAPES, "uint8")


def test_another_zip_archive_is_no_npz_archive(tmp_path):
    path = tmp_path / "arrays.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x", b"text")
        archive.writestr("y", b"text")
    with pytest.raises(DataError, match=r"arrays\.npz: expected x of shape \(2, 3\), uint8, found no array"):
        read_npz(path, NPZ_SHAPES, "uint8")


def test_an_npz_archive_that_was_cut_off_anywhere_is_an_error(tmp_path, npz):
    npz(**GOOD_NPZ)
    whole = (tmp_path / "arrays.npz").read_bytes()
    path = tmp_path / "cut.npz"
    for length in range(0, len(whole), 7):
        path.write_bytes(whole[:length])
        with pytest.raises(DataError, match=r"cut\.npz: expected an.* npz archive.*, found"):
            read_npz(path, NPZ_SHAPES, "uint8")


def test_a_changed_byte_in_an_npz_archive_gives_the_right_arrays_or_an_error(tmp_path, npz):
    npz(**GOOD_NPZ)
    whole = (tmp_path / "arrays.npz").read_bytes()
    path, n_errors = tmp_path / "changed.npz", 0
    for i in range(len(whole)):
        path.write_bytes(whole[:i] + bytes([whole[i] ^ 0x5A]) + whole[i + 1 :])
        try:
            arrays = read_npz(path, NPZ_SHAPES, "uint8")
        except DataError as error:
            assert "changed.npz: expected" in str(error)  # noqa: PT017 - either outcome is right
            n_errors += 1
        else:
            assert all(np.array_equal(arrays[name], GOOD_NPZ[name]) for name in GOOD_NPZ), f"byte {i}"
    assert n_errors > len(whole) / 2


# MNIST


def mnist_arrays(**change):
    images = {"x_train": np.zeros((60000, 28, 28), np.uint8), "x_test": np.zeros((10000, 28, 28), np.uint8)}
    labels = {"y_train": np.arange(60000) % 10, "y_test": np.arange(10000) % 10}
    return images | {name: y.astype(np.uint8) for name, y in labels.items()} | change


def test_mnist_is_read_and_its_labels_become_int64(tmp_path):
    image = np.arange(784, dtype=np.uint8).reshape(28, 28)
    x_test = np.zeros((10000, 28, 28), np.uint8)
    x_test[7] = image
    path = tmp_path / "mnist.npz"
    np.savez(path, **mnist_arrays(x_test=x_test))
    arrays = read_mnist(path)
    assert {name: (array.shape, str(array.dtype)) for name, array in arrays.items()} == {
        "x_train": ((60000, 28, 28), "uint8"),
        "y_train": ((60000,), "int64"),
        "x_test": ((10000, 28, 28), "uint8"),
        "y_test": ((10000,), "int64"),
    }
    np.testing.assert_array_equal(arrays["x_test"][7], image)
    np.testing.assert_array_equal(arrays["y_train"], np.arange(60000) % 10)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"y_test": np.full(10000, 10, np.uint8)}, "y_test to hold the labels 0 to 9, found the label 10"),
        ({"y_train": np.zeros(60000)}, r"y_train of shape \(60000,\), uint8, found shape \(60000,\), float64"),
        (
            {"x_train": np.zeros((5, 28, 28), np.uint8)},
            r"x_train of shape \(60000, 28, 28\), uint8, found shape \(5, 28",
        ),
    ],
    ids=["label 10", "labels float", "few images"],
)
def test_a_wrong_mnist_is_an_error(tmp_path, change, message):
    path = tmp_path / "mnist.npz"
    np.savez(path, **mnist_arrays(**change))
    with pytest.raises(DataError, match=rf"mnist\.npz: expected {message}"):
        read_mnist(path)


# Downloads


def test_a_download_with_the_right_checksum_is_real_and_kept(server, tmp_path):
    recipe = public_points(server, POINTS_TEXT.encode())
    first, second = recipe.load("real"), recipe.load("real")
    assert (first.source, first.origin) == ("real", str(tmp_path / "cache" / "viva" / "points.txt"))
    np.testing.assert_array_equal(first["x"], POINTS_ARRAY)
    np.testing.assert_array_equal(second["x"], POINTS_ARRAY)
    assert server.requested == ["/points.txt"], "the second time comes from the cache"


def test_a_download_with_a_wrong_checksum_is_an_error_and_not_kept(server, tmp_path):
    recipe = public_points(server, POINTS_TEXT.encode(), sha256="0" * 64)
    actual = hashlib.sha256(POINTS_TEXT.encode()).hexdigest()
    with pytest.raises(DataError, match=r"points\.txt") as error:
        recipe.load("real")
    for part in (f"{server.url}/points.txt", "0" * 64, actual, "set VIVA_DATA"):
        assert part in str(error.value), part
    assert [path for path in (tmp_path / "cache").rglob("*") if path.is_file()] == []


def test_a_file_that_changed_in_the_cache_is_downloaded_anew(server):
    recipe = public_points(server, POINTS_TEXT.encode())
    path = fetch(recipe.files[0])
    path.write_text("changed")
    np.testing.assert_array_equal(recipe.load("real")["x"], POINTS_ARRAY)
    assert len(server.requested) == 2


def test_an_address_without_the_file_is_an_error_that_names_it(server):
    recipe = public_points(server, POINTS_TEXT.encode())
    server.contents.clear()
    with pytest.raises(DataError, match=r"points\.txt: expected the file http.*, found: 404"):
        recipe.load("real")


def test_a_server_that_does_not_answer_is_an_error(server):
    file = RealFile("points.txt", "http://127.0.0.1:1/points.txt", "0" * 64)
    with pytest.raises(DataError, match=r"expected the file http://127\.0\.0\.1:1/points\.txt"):
        fetch(file)


def test_a_damaged_download_that_has_its_checksum_is_still_an_error(server):
    with pytest.raises(DataError, match=r"points\.txt: expected 100 rows of 2 numbers, found"):
        public_points(server, b"damaged at the source").load("real")


@pytest.mark.parametrize("source", ["auto", "embedded"])
def test_only_real_downloads(server, source):
    recipe = public_points(server, POINTS_TEXT.encode())
    assert recipe.load(source).source == "embedded"
    assert server.requested == []


def test_the_folder_comes_before_the_download(server, folder):
    recipe = public_points(server, b"not asked for")
    (folder / "points.txt").write_text(POINTS_TEXT)
    assert recipe.load("real").origin == str(folder / "points.txt")
    assert server.requested == []


def test_what_the_folder_lacks_is_downloaded(server, folder):
    recipe = public_points(server, POINTS_TEXT.encode())
    np.testing.assert_array_equal(recipe.load("real")["x"], POINTS_ARRAY)
    assert server.requested == ["/points.txt"]


@pytest.mark.parametrize("half", [{"url": "http://127.0.0.1/x"}, {"sha256": "0" * 64}])
def test_an_address_needs_a_checksum(half):
    with pytest.raises(ValueError, match="a url needs a sha256"):
        RealFile("x", **half)


@pytest.mark.parametrize("name", ["mnist", "raccoon"])
def test_public_sets_have_an_https_address_and_a_full_checksum(name):
    (file,) = RECIPES[name].files
    assert file.url.startswith("https://")
    assert len(bytes.fromhex(file.sha256)) == 32


# The real files


@pytest.fixture
def real(monkeypatch):
    """A function that loads a real set from the folder that VIVA_DATA named when the tests began."""
    monkeypatch.setenv("VIVA_DATA", REAL_FOLDER or "")
    return lambda name: load(name, "real")


@needs_real_files
def test_the_real_mnist_has_its_labels(real):
    mnist = real("mnist")
    assert list(mnist["y_train"][:10]) == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert list(np.bincount(mnist["y_test"])) == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert mnist["x_train"].mean() / 255 == pytest.approx(0.1307, abs=5e-5)


@needs_real_files
def test_the_real_raccoon_loses_what_it_should(real):
    rows = raccoon_rows(real("raccoon")["image"])
    left = 1 - np.cumsum(energies(rows))
    assert left[9] == pytest.approx(0.1760, abs=5e-5)
    assert left[76] < 0.01 < left[75]


@needs_real_files
def test_the_real_raccoon_is_the_file_of_the_download(real):
    with open(real("raccoon").origin, "rb") as file:
        assert hashlib.sha256(file.read()).hexdigest() == RECIPES["raccoon"].files[0].sha256


@needs_real_files
def test_the_real_pedestrians_need_three_components(real):
    positions = real("pedestrians")["positions"]
    assert lost(positions, 2) == pytest.approx(0.1508, abs=5e-5)
    assert lost(positions, 3) == pytest.approx(0.00287, abs=5e-6)


@needs_real_files
def test_the_real_points_have_their_energies(real):
    np.testing.assert_allclose(energies(real("points")["x"]), [0.99314, 0.00686], atol=5e-6)
