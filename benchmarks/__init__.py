"""Side-by-side timings on generated logs; `make bench` runs them. Nothing here is part of the program."""
