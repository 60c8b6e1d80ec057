"""Who is let in: a guarded fetcher, a polite crawl, pages as data, checks with quotes, and a verdict.

Data flows one way: `applicant` → `crawl` (through `fetch`) → `page` → `site` → `checks` → `verdict`. Nothing in here
knows of logs, features or models; the jobs in `pipelines` pass settings, paths and the time in, and write the dossiers.
"""
