"""Who is let in: a guarded fetcher, a polite crawl, pages as data, checks with quotes, a verdict, a dossier.

Data flows one way: `applicant` → `crawl` (through `fetch`) → `page` → `site` → `checks` → `verdict` → `dossier`.
Nothing
in here knows of logs, features or models; the jobs in `pipelines` pass settings, paths and the time in.
"""
