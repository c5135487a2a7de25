"""The exam is a pytest plugin; this loads it."""

pytest_plugins = ["viva.plugin"]
