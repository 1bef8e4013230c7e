import pytest

from recovery.synthetic import Invented, invented_register


@pytest.fixture(scope="session")
def sound() -> Invented:
    return invented_register(1500, seed=4, faults=False)


@pytest.fixture(scope="session")
def faulty() -> Invented:
    return invented_register(3000, seed=4)
