"""Pages of people: signing in, registering, and the settings at /account/."""
