"""The brand's name: in the domain, and on pages that present themselves as the brand."""
