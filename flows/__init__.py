"""The pipeline as Prefect flows, by hand and every night. Importing this package does not import Prefect."""
