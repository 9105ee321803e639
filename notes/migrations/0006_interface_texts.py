"""Reword the names and help texts of the interface. No table is altered."""

import django.core.validators
import markdownx.models
import notes.models.validation
import taggit.managers
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notes', '0005_content_changes'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='formerpostslug',
            options={'verbose_name': 'note redirect', 'verbose_name_plural': 'note redirects'},
        ),
        migrations.AlterModelOptions(
            name='formerseriesslug',
            options={'verbose_name': 'series redirect', 'verbose_name_plural': 'series redirects'},
        ),
        migrations.AlterModelOptions(
            name='formertagslug',
            options={'verbose_name': 'tag redirect', 'verbose_name_plural': 'tag redirects'},
        ),
        migrations.AlterModelOptions(
            name='link',
            options={'verbose_name': 'note link', 'verbose_name_plural': 'note links'},
        ),
        migrations.AlterModelOptions(
            name='post',
            options={'verbose_name': 'note', 'verbose_name_plural': 'notes'},
        ),
        migrations.AlterModelOptions(
            name='taggedpost',
            options={'verbose_name': 'note tag', 'verbose_name_plural': 'note tags'},
        ),
        migrations.AlterField(
            model_name='link',
            name='target_slug',
            field=models.CharField(max_length=120, verbose_name='target slug'),
        ),
        migrations.AlterField(
            model_name='post',
            name='body',
            field=markdownx.models.MarkdownxField(blank=True, max_length=300000, validators=[notes.models.validation.validate_text, django.core.validators.MaxLengthValidator(300000)], verbose_name='body'),
        ),
        migrations.AlterField(
            model_name='post',
            name='pinned',
            field=models.BooleanField(default=False, help_text='Pinned notes come first on the front page.', verbose_name='pinned'),
        ),
        migrations.AlterField(
            model_name='post',
            name='published_at',
            field=models.DateTimeField(blank=True, help_text='Empty for a draft; a future time schedules the note.', null=True, validators=[notes.models.validation.validate_time], verbose_name='publication time'),
        ),
        migrations.AlterField(
            model_name='post',
            name='series_position',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Order within the series. Leave empty to put the note last.', null=True, validators=[django.core.validators.MaxValueValidator(32767)], verbose_name='position in series'),
        ),
        migrations.AlterField(
            model_name='post',
            name='slug',
            field=models.SlugField(allow_unicode=True, blank=True, help_text='The last part of the URL. Generated from the title if left empty. Old URLs redirect here.', max_length=120, unique=True, verbose_name='slug'),
        ),
        migrations.AlterField(
            model_name='post',
            name='summary',
            field=models.TextField(blank=True, help_text='Shown in listings instead of the start of the text. May contain formulas.', max_length=600, validators=[notes.models.validation.validate_text, django.core.validators.MaxLengthValidator(600)], verbose_name='summary'),
        ),
        migrations.AlterField(
            model_name='post',
            name='tags',
            field=taggit.managers.TaggableManager(blank=True, help_text='Separate with commas.', through='notes.TaggedPost', to='notes.Tag', verbose_name='tags'),
        ),
        migrations.AlterField(
            model_name='series',
            name='description',
            field=models.TextField(blank=True, help_text='Shown above the notes of the series.', max_length=2000, validators=[notes.models.validation.validate_text, django.core.validators.MaxLengthValidator(2000)], verbose_name='description'),
        ),
        migrations.AlterField(
            model_name='series',
            name='slug',
            field=models.SlugField(allow_unicode=True, blank=True, help_text='The last part of the URL. Generated from the title if left empty. Old URLs redirect here.', max_length=120, unique=True, verbose_name='slug'),
        ),
        migrations.AlterField(
            model_name='tag',
            name='description',
            field=models.TextField(blank=True, help_text="Shown above the tag's notes.", max_length=2000, validators=[notes.models.validation.validate_text, django.core.validators.MaxLengthValidator(2000)], verbose_name='description'),
        ),
        migrations.AlterField(
            model_name='tag',
            name='slug',
            field=models.SlugField(allow_unicode=True, blank=True, help_text='The last part of the URL. Generated from the name if left empty. Old URLs redirect here.', max_length=120, unique=True, verbose_name='slug'),
        ),
    ]
