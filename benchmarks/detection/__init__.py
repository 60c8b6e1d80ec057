"""How good the detection is, on generated programmes with known fraud; `make benchmark` runs it."""
