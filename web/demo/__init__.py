"""The demonstration: five real evaluations, walked through the door into five states."""
