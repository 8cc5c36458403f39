"""Fixtures that tests in every folder share."""

pytest_plugins = ["tests.fixtures.azurite", "tests.fixtures.postgres", "tests.fixtures.prisma"]
