"""The demo: a generated programme with known fraud and known innocent look-alikes."""

from pipelines.demo.generate import DemoFiles, DemoSize, generate

__all__ = ["DemoFiles", "DemoSize", "generate"]
