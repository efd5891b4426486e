"""Readers: one module per source format, each yielding canonical tables as text."""
