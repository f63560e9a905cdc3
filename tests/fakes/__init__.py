"""Fakes, few and honest: stand-ins that behave like what they stand for, shared by all tests."""
