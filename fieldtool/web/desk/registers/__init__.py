"""The register of places, and the registers of councils, projects and others."""
