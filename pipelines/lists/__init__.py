"""Reference lists: dated lists with provenance that say what kind of network or domain an address or a host is."""
