"""The kinds of attacks, a module each: `attempts(target, scene)` makes them and yields what each achieved."""
