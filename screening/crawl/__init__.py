"""The crawl: what robots.txt allows, the pages that matter first, politely, resumable, every exchange kept."""
