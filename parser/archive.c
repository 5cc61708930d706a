#include "parser/archive.h"

#include "base/text.h"
#include "parser/formats/package.h"

#include <string.h>

struct archived_file *archived_file_new(char *name, GBytes *content)
{
    struct archived_file *file = g_new0(struct archived_file, 1);
    file->name = name;
    file->content = content;
    return file;
}

void archived_file_free(gpointer data)
{
    struct archived_file *file = data;
    g_free(file->name);
    g_bytes_unref(file->content);
    g_free(file);
}

/* A folder, or a file that nobody put there. */
static bool is_passed_over(const char *path)
{
    g_autofree char *name = g_path_get_basename(path);
    return g_str_has_suffix(path, "/") || g_str_has_prefix(path, "__MACOSX/") ||
           g_str_has_prefix(name, ".") || g_ascii_strcasecmp(name, "thumbs.db") == 0 ||
           g_ascii_strcasecmp(name, "desktop.ini") == 0;
}

static bool add_file(struct package *package, const char *path, GPtrArray *files, gsize *bytes,
                     GError **error)
{
    if (files->len == ARCHIVE_MAX_FILES)
        return fail(error, ERROR_INPUT, "too many files in the archive");
    GBytes *content = package_part(package, path, error);
    if (!content)
        return false;
    g_ptr_array_add(files, archived_file_new(text_file_name(path), content));
    *bytes += g_bytes_get_size(content);
    return *bytes <= ARCHIVE_MAX_BYTES || fail(error, ERROR_INPUT, "too much in the archive");
}

GPtrArray *archive_read(GBytes *file, GError **error)
{
    g_autoptr(package_t) package = package_open(file, error);
    if (!package)
        return NULL;
    if (package_is_encrypted(package)) {
        fail(error, ERROR_INPUT, "password protected");
        return NULL;
    }
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(archived_file_free);
    gsize bytes = 0;
    for (guint i = 0; i < package_length(package); i++) {
        const char *path = package_name(package, i);
        if (!is_passed_over(path) && !add_file(package, path, files, &bytes, error))
            return NULL;
    }
    return g_steal_pointer(&files);
}
