"""The made-up demo clinic."""
