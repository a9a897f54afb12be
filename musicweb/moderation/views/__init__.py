"""Pages of reporting and of what was decided."""
