"""Forms: validate what authors and readers enter."""
