"""Both model solutions of a task side by side."""
