"""The benchmark that the product ships."""
