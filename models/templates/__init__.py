"""The programme's forms, one TOML file for each edition."""
