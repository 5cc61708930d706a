#include "notify/language.h"

#include <gio/gio.h>
#include <string.h>

#define TEMPLATES "/presens/notify/templates/"
#define VALUES    TEMPLATES "values.json"
#define WORDS     "words.ini"

static const char *const languages[] = {"nb", "nn"};

const char *language_name(guint number)
{
    return number < G_N_ELEMENTS(languages) ? languages[number] : NULL;
}

guint language_number(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(languages); i++)
        if (g_strcmp0(name, languages[i]) == 0)
            return i;
    return 0;
}

/* ---- one file ---- */

static bool load_words(struct language *language, const char *path, const char *source, GError **error)
{
    if (language->wording)
        return wording_add(language->wording, path, source, error);
    language->wording = wording_new(path, source, error);
    return language->wording != NULL;
}

/* What is neither a template nor the words is nobody's business. */
static bool load_source(struct language *language, const char *path, const char *name, const char *source,
                        GError **error)
{
    if (strcmp(name, WORDS) == 0)
        return load_words(language, path, source, error);
    if (!g_str_has_suffix(name, ".txt") && !g_str_has_suffix(name, ".html"))
        return true;
    return templates_add(language->templates, name, path, source, error);
}

static char *built_in_text(const char *path, GError **error)
{
    g_autoptr(GBytes) bytes = g_resources_lookup_data(path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    if (bytes)
        return g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    fail(error, ERROR_CONFIGURATION, "%s is not built in", path);
    return NULL;
}

/* ---- the folders of a language ---- */

static bool load_built_in(struct language *language, const char *name, GError **error)
{
    g_autofree char *folder = g_strconcat(TEMPLATES, name, "/", NULL);
    g_auto(GStrv) files = g_resources_enumerate_children(folder, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    for (char **file = files; file && *file; file++) {
        g_autofree char *path = g_strconcat(folder, *file, NULL);
        g_autofree char *source = built_in_text(path, error);
        /* Messages name it as it stands in the source. */
        if (!source || !load_source(language, path + strlen("/presens/"), *file, source, error))
            return false;
    }
    return true;
}

/* The office need not have a folder for every language, but a folder that cannot be read is a fault. */
static bool load_own(struct language *language, const char *folder, const char *name, GError **error)
{
    g_autofree char *place = g_build_filename(folder, name, NULL);
    g_autoptr(GError) closed = NULL;
    g_autoptr(GDir) directory = g_dir_open(place, 0, &closed);
    const char *file;
    if (!g_file_test(folder, G_FILE_TEST_IS_DIR))
        return fail(error, ERROR_CONFIGURATION, "key 'templates' in [office]: %s is no folder", folder);
    if (!directory && !g_error_matches(closed, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        return fail(error, ERROR_CONFIGURATION, "key 'templates' in [office]: %s", closed->message);
    while (directory && (file = g_dir_read_name(directory))) {
        g_autofree char *path = g_build_filename(place, file, NULL), *source = NULL;
        g_autoptr(GError) fault = NULL;
        if (g_file_test(path, G_FILE_TEST_IS_DIR))
            continue;
        if (!g_file_get_contents(path, &source, NULL, &fault))
            return fail(error, ERROR_CONFIGURATION, "%s", fault->message);
        if (!load_source(language, path, file, source, error))
            return false;
    }
    return true;
}

static bool load_folders(struct language *language, const char *name, const char *folder, GError **error)
{
    return load_built_in(language, name, error) && (!folder || load_own(language, folder, name, error));
}

/* ---- what letters are filled with ---- */

/* Puts the values of one part, a name or an object, into the example. */
static bool add_part(json_t *example, const json_t *parts, json_t *part)
{
    json_t *values = json_is_string(part) ? json_object_get(parts, json_string_value(part)) : part;
    return json_object_update(example, values) == 0;
}

static bool check_letter(const struct language *language, const json_t *parts, const char *letter,
                         const json_t *list, GError **error)
{
    json_auto_t *example = json_object();
    size_t index;
    json_t *part;
    json_array_foreach(list, index, part)
        if (!add_part(example, parts, part))
            return fail(error, ERROR_INTERNAL, VALUES ": the values of %s", letter);
    json_object_set_new(example, "say", wording_group(language->wording, "say"));
    g_autofree char *text = g_strconcat(letter, ".txt", NULL), *html = g_strconcat(letter, ".html", NULL);
    return templates_check_names(language->templates, text, example, error) &&
           templates_check_names(language->templates, html, example, error);
}

static bool check_letters(const struct language *language, GError **error)
{
    g_autofree char *source = built_in_text(VALUES, error);
    json_auto_t *values = source ? json_loads(source, 0, NULL) : NULL;
    if (!values)
        return source ? fail(error, ERROR_INTERNAL, VALUES " is no JSON") : false;
    const char *letter;
    json_t *list;
    json_object_foreach(json_object_get(values, "letters"), letter, list)
        if (!check_letter(language, json_object_get(values, "parts"), letter, list, error))
            return false;
    return true;
}

bool language_load(struct language *language, guint number, const char *folder, GError **error)
{
    *language = (struct language){.templates = templates_new()};
    return load_folders(language, languages[0], folder, error) &&
           (number == 0 || load_folders(language, languages[number], folder, error)) &&
           templates_check(language->templates, error) && check_letters(language, error);
}

void language_clear(struct language *language)
{
    templates_free(language->templates);
    wording_free(language->wording);
    *language = (struct language){0};
}
