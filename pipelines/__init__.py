"""The jobs and the command line: settings, warehouse, load, nightly, cases, caps, scorecards, report."""
