"""Every SELECT, always ordered, always scoped by who asks."""
