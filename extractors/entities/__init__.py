"""Names of organisations, places, programmes, projects, persons and funds."""
