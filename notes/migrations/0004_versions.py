from django.db import migrations, models

from notes.migrations._version_triggers import create_version_triggers


class Migration(migrations.Migration):

    dependencies = [
        ('notes', '0003_limit_texts_and_read_cover_sizes'),
    ]

    operations = [
        *(
            migrations.AddField(model_name=name, name='version', field=models.PositiveIntegerField(default=1, editable=False))
            for name in ('post', 'series', 'tag')
        ),
        create_version_triggers,
    ]
