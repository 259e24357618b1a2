"""An app for each test and provider; the tables are made once, and each test's changes are rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from flask import Flask
from sqlalchemy import Connection, Engine

from emulator import Provider

from .shop import create_app
from .shop.extensions import db
from .shop.models import Order

CUSTOMER = "+15551230000"


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a database with its tables, and two orders."""
    file: Path = tmp_path_factory.mktemp("shop") / "shop.sqlite"
    app = create_app(SQLALCHEMY_DATABASE_URI=f"sqlite:///{file}", LAML_PUBLIC_URL="https://setup.example.com")
    with app.app_context():
        db.session.add_all([Order(number=1234, customer=CUSTOMER), Order(number=4321, customer="+15551230001")])
        db.session.commit()
        db.engine.dispose()
    return f"sqlite:///{file}"


@pytest.fixture(params=["twilio", "signalwire"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def app(name: str, database: str) -> Iterator[Flask]:
    app = create_app(
        TESTING=True,
        SQLALCHEMY_DATABASE_URI=database,
        LAML_PROVIDER=name,
        LAML_PUBLIC_URL=f"https://{name}.example.com",
    )
    with app.app_context():
        engines = cast("dict[str | None, Engine | Connection]", db.engines)
        engine = db.engine
    with engine.connect() as connection:
        transaction = connection.begin()
        engines[None] = connection  # sessions commit into the transaction of the test
        yield app
        transaction.rollback()
    engine.dispose()


@pytest.fixture
def line(app: Flask, provider: Provider) -> Provider:
    """The provider, with the shop behind it."""
    provider.host(app)
    return provider
