"""Published runs: what a run depends on, its tables as files, and how its folder appears whole."""
