"""One as-of day: gathered, measured, judged, written, published and tracked; and the nights that were missed."""
