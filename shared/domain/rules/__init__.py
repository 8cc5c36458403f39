"""The rules behind the analyser that needs no model."""
