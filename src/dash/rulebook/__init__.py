"""Every clinical threshold, with its unit and source."""
