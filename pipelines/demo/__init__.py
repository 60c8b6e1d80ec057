"""The demo: a generated programme with known fraud and known innocent look-alikes."""
