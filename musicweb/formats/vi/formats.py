"""Django knows the separator, a full stop, and not where it stands."""

NUMBER_GROUPING = 3
