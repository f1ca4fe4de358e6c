"""Forms and interviews as pages to be printed; for both faces and for the command line."""
