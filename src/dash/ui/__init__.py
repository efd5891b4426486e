"""What the screens share: cached data, filter, figures, messages."""
