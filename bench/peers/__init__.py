"""Other ways to publish the same notes, installed by their ordinary package managers below the temporary folder."""
