"""The project: what belongs to no single app."""
