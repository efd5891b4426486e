"""Statistics as plain functions on numbers and arrays: no queries, no screens."""
