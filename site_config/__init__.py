"""The project around the app: settings, addresses and the server's entry."""
