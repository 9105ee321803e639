"""Extensions of Django's ORM that do not depend on Lemma's models."""
