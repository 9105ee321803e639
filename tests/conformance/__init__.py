"""Programs that measure the renderer on specifications, real notes and hostile input. Fast versions are tests."""
