"""The provider in a box: engine, REST server, phone. May import all three."""
