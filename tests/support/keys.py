"""The key that signs the cookies of every test."""

SECRET_KEY = "of a test, and as long as a key has to be"
