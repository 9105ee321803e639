"""Rename models and fields to standard terms.

Tables and columns are renamed in place.
"""

import django.db.models.deletion
from django.db import migrations, models

REDIRECTS = ("postslugredirect", "tagslugredirect", "seriesslugredirect")


def delete_permissions(apps, schema_editor):
    """Redirects have no permissions any more: nobody edits them."""
    apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="notes", content_type__model__in=REDIRECTS
    ).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('notes', '0006_interface_texts'),
    ]

    operations = [
        migrations.RenameModel('FormerPostSlug', 'PostSlugRedirect'),
        migrations.RenameModel('FormerTagSlug', 'TagSlugRedirect'),
        migrations.RenameModel('FormerSeriesSlug', 'SeriesSlugRedirect'),
        migrations.RenameModel('RenderingParts', 'RenderingTargets'),
        migrations.RemoveIndex('Rendering', 'rendering_again'),
        migrations.RenameField('Rendering', 'again_at', 'retry_at'),
        migrations.RenameField('Rendering', 'rest', 'details'),
        migrations.AddIndex(
            'Rendering',
            models.Index(fields=['retry_at'], name='rendering_retry', condition=models.Q(retry_at__isnull=False)),
        ),
        migrations.RenameField('Link', 'names_parts', 'has_fragment'),
        migrations.AlterModelOptions(
            name='postslugredirect',
            options={'default_permissions': (), 'verbose_name': 'note redirect', 'verbose_name_plural': 'note redirects'},
        ),
        migrations.AlterModelOptions(
            name='seriesslugredirect',
            options={'default_permissions': (), 'verbose_name': 'series redirect', 'verbose_name_plural': 'series redirects'},
        ),
        migrations.AlterModelOptions(
            name='tagslugredirect',
            options={'default_permissions': (), 'verbose_name': 'tag redirect', 'verbose_name_plural': 'tag redirects'},
        ),
        migrations.AlterField(
            model_name='post',
            name='slug',
            field=models.SlugField(allow_unicode=True, blank=True, help_text='The last part of the URL. Generated if left empty. Old URLs redirect here.', max_length=120, unique=True, verbose_name='slug'),
        ),
        migrations.AlterField(
            model_name='postslugredirect',
            name='target',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='slug_redirects', to='notes.post'),
        ),
        migrations.AlterField(
            model_name='renderingtargets',
            name='post',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='reference_targets', serialize=False, to='notes.post'),
        ),
        migrations.AlterField(
            model_name='series',
            name='slug',
            field=models.SlugField(allow_unicode=True, blank=True, help_text='The last part of the URL. Generated if left empty. Old URLs redirect here.', max_length=120, unique=True, verbose_name='slug'),
        ),
        migrations.AlterField(
            model_name='seriesslugredirect',
            name='target',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='slug_redirects', to='notes.series'),
        ),
        migrations.AlterField(
            model_name='tag',
            name='slug',
            field=models.SlugField(allow_unicode=True, blank=True, help_text='The last part of the URL. Generated if left empty. Old URLs redirect here.', max_length=120, unique=True, verbose_name='slug'),
        ),
        migrations.AlterField(
            model_name='tagslugredirect',
            name='target',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='slug_redirects', to='notes.tag'),
        ),
        migrations.RunPython(delete_permissions, migrations.RunPython.noop),
    ]
