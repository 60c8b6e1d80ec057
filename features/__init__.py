"""What is measured: SQL files by family, and a catalogue that declares each feature once."""
