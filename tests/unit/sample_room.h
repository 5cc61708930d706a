/* What the tests of format readers share: sample files, and what a person would be told of one. */
#pragma once

#include "parser/formats/format.h"
#include "tests/unit/suite.h"
#include <string.h>

/* A file of a folder of samples. Caller unrefs. */
static inline GBytes *read_sample(const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    char *content;
    gsize length;
    g_autoptr(GError) error = NULL;
    if (!g_file_get_contents(path, &content, &length, &error))
        ck_abort_msg("%s", error->message);
    return g_bytes_new_take(content, length);
}

/* What a person would be told of a file: the format, and the sheet or the reason. Caller frees. */
static inline char *describe_sample(GBytes *file, const char *name, const char *declared)
{
    const struct format *format = format_of(file, name, declared);
    if (!format->read)
        return g_strdup_printf("%s: %s\n", format->name, format->why);
    g_autoptr(GError) error = NULL;
    g_autoptr(sheet_t) sheet = format->read(file, &error);
    ck_assert_msg((sheet == NULL) == (error != NULL), "%s: a sheet or an error", name);
    if (error) {
        ck_assert_msg(g_error_matches(error, PRESENS_ERROR, ERROR_INPUT), "%s: %s", name, error->message);
        return g_strdup_printf("%s: %s\n", format->name, error->message);
    }
    g_autofree char *printed = sheet_print(sheet);
    return g_strconcat(format->name, "\n", printed, NULL);
}

/* Fails unless a sample is read as the .expected file beside it says. */
static inline void check_sample(const char *folder, const char *name, const char *declared)
{
    g_autofree char *expectation = g_strconcat(name, ".expected", NULL);
    g_autoptr(GBytes) file = read_sample(folder, name), wanted = read_sample(folder, expectation);
    g_autofree char *text = g_strndup(g_bytes_get_data(wanted, NULL), g_bytes_get_size(wanted));
    g_autofree char *got = describe_sample(file, name, declared);
    ck_assert_msg(strcmp(got, text) == 0, "%s\n--- expected\n%s--- read\n%s", name, text, got);
}

/* Fails unless every beginning of a sample, at `places` places, and the sample with a byte changed there, and
 * at every `stride`th after it, is read or refused. */
static inline void check_damaged_sample(const char *folder, const char *name, const char *declared,
                                        gsize places, gsize stride)
{
    g_autoptr(GBytes) file = read_sample(folder, name);
    gsize length = g_bytes_get_size(file);
    for (gsize at = 0; at < length; at += MAX(length / places, 1)) {
        g_autoptr(GBytes) beginning = g_bytes_new_from_bytes(file, 0, at);
        g_free(describe_sample(beginning, name, declared));
        guint8 *bytes = g_memdup2(g_bytes_get_data(file, NULL), length);
        for (gsize k = at; k < length; k += stride)
            bytes[k] ^= 0x55;
        g_autoptr(GBytes) changed = g_bytes_new_take(bytes, length);
        g_free(describe_sample(changed, name, declared));
    }
}

static inline int by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names of the files with this ending, without it, sorted. Caller unrefs. */
static inline GPtrArray *list_samples(const char *folder, const char *ending)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDir) files = g_dir_open(folder, 0, NULL);
    ck_assert_msg(files != NULL, "no folder %s", folder);
    for (const char *name; (name = g_dir_read_name(files));)
        if (g_str_has_suffix(name, ending))
            g_ptr_array_add(names, g_strndup(name, strlen(name) - strlen(ending)));
    g_ptr_array_sort(names, by_name);
    return names;
}
