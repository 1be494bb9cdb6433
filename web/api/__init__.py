"""The interface for scripts: JSON over HTTP, through the same door as the pages."""
