"""The screening job: applicants in, dossiers out; the screener itself is the package `screening`."""
