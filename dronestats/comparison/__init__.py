"""Claim against claim: pairs, checks, and the numbers of agreement."""
