"""What people receive: a page for each applicant, a summary, and the same as data."""
