"""Who is let in: the applicant screener."""
