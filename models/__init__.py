"""What is stored, the words for it, and every SELECT."""
