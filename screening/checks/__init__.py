"""The checks, a family a file: each takes a site and its context and returns results with quotes.

A family is `<family>.py` with `check(site, context) -> list[Result]`, and `<family>.toml` beside it, which says what
each check looks for, which clause it touches, what innocently causes it and what would clear it.
"""
