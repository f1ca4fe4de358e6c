"""Whose work it is: setting up, signing in, locking, hiding, erasing."""
