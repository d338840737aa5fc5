"""Attachments: taken in parts, cleaned and read outside the request, kept with what they belong to.

A slice of the foundation. It knows no knowledge item: a file belongs to a `subject_id`. Who may
see, add or take away is for the slice that owns the subject to say.
"""
