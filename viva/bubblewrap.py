"""The bubblewrap command line: what a candidate sees of the machine."""

import functools
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from viva.candidate import EXCLUDED

PACKAGE = "/viva"
SUBMISSION = "/submission"


def command(submission: Path, environment: dict[str, str], temporary_files: int, device: str) -> list[str]:
    """Arguments that put the program after them into namespaces of its own, with a read-only view of what it needs.

    Source: bwrap(1).
    """
    arguments = ["bwrap", "--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent", "--new-session",
                 "--cap-drop", "ALL", "--uid", "65534", "--gid", "65534", "--hostname", "candidate", "--clearenv"]  # fmt: skip
    for name, value in environment.items():
        arguments += ["--setenv", name, value]
    arguments += [*_system(), "--proc", "/proc", "--dev", "/dev"]
    for folder in ("/tmp", "/dev/shm"):  # before the environment, which may lie in /tmp
        arguments += ["--size", str(temporary_files), "--tmpfs", folder]
    prefixes = {Path(sys.prefix).resolve(), Path(sys.base_prefix).resolve()}
    for prefix in sorted(p for p in prefixes if not p.is_relative_to("/usr")):
        arguments += ["--ro-bind", str(prefix), str(prefix)]
    if sys.prefix != str(Path(sys.prefix).resolve()):
        arguments += ["--ro-bind", sys.prefix, sys.prefix]
    for name in EXCLUDED:
        spec = importlib.util.find_spec(name)
        for folder in spec.submodule_search_locations or [] if spec else []:
            arguments += ["--tmpfs", str(Path(folder).resolve()), "--remount-ro", str(Path(folder).resolve())]
    if device == "cuda":
        for node in sorted(Path("/dev").glob("nvidia*")):
            arguments += ["--dev-bind", str(node), str(node)]
        arguments += ["--ro-bind-try", "/sys", "/sys"]
    arguments += ["--remount-ro", "/dev"]
    arguments += ["--ro-bind", str(Path(__file__).parent), f"{PACKAGE}/viva"]
    arguments += ["--ro-bind", str(submission), SUBMISSION]
    return [*arguments, "--remount-ro", "/", "--chdir", "/tmp", "--"]


def _system() -> list[str]:
    """The system's programs and libraries, and the few files of /etc that the loader reads."""
    arguments = ["--ro-bind", "/usr", "/usr"]
    for name in ("/bin", "/sbin", "/lib", "/lib32", "/lib64"):
        path = Path(name)
        if path.is_symlink():
            arguments += ["--symlink", os.readlink(path), name]
        elif path.is_dir():
            arguments += ["--ro-bind", name, name]
    for name in ("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives"):
        arguments += ["--ro-bind-try", name, name]
    return arguments


@functools.cache
def works() -> bool:
    """Whether this machine has bubblewrap and lets it make namespaces (a locked-down container may not)."""
    if shutil.which("bwrap") is None:
        return False
    trial = [*command(Path(__file__).parent, {}, 1 << 20, "cpu"), sys.executable, "-I", "-c", "pass"]
    return subprocess.run(trial, capture_output=True, timeout=60, check=False).returncode == 0
