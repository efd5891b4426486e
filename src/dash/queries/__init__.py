"""Questions put to the session database: one module and one SQL file each."""
