"""Reviews and ratings that a site shows: whether they are credible."""
