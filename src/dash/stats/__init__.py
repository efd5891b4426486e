"""Statistics: plain functions on numbers, arrays and frames."""
