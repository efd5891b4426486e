"""Any table: finding the tables in a clinic's own files, proposing what their columns mean, and reading them by a layout."""
