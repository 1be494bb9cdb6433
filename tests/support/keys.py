"""The key that signs the cookies of every test, and the password of its people."""

SECRET_KEY = "of a test, and as long as a key has to be"
PASSWORD = "a lantern over the lake"
