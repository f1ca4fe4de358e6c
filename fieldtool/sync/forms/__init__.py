"""Forms at the hub: workbooks with their files, and the shipped questionnaires of a project."""
