"""Ketamine session dashboard: side effects, blood pressure and outcomes from the clinic's own records."""
