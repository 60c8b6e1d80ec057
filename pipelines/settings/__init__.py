"""Settings of a home folder: `affguard.toml` and `terms.toml`, typed, checked, every fault reported at once."""
