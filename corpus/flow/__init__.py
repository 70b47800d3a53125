"""Texts that flow from page to page: what Word files, OpenDocument texts and slides share."""
