#include "parser/formats/package.h"

#include <string.h>
#include <zip.h>

#define READ_STEP 16384u

/* Bytes that an entry needs beside its name and content: local header and central directory. */
#define ENTRY_OVERHEAD (30u + 46u)

struct package {
    GBytes *file;
    zip_t *zip;
    GPtrArray *names; /* of char * */
    gsize inflated;
    bool encrypted;
};

static zip_t *open_archive(GBytes *file, GError **error)
{
    gsize length;
    const void *bytes = g_bytes_get_data(file, &length);
    zip_error_t reason;
    zip_error_init(&reason);
    zip_t *zip = NULL;
    zip_source_t *source = zip_source_buffer_create(bytes, length, 0, &reason);
    if (source)
        zip = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &reason);
    if (source && !zip)
        zip_source_free(source);
    if (!zip)
        fail(error, ERROR_INPUT, "not a sound ZIP file: %s", zip_error_strerror(&reason));
    zip_error_fini(&reason);
    return zip;
}

/* Entries that share bytes need more room than the file has. */
static bool list_entries(struct package *package, GError **error)
{
    zip_int64_t count = zip_get_num_entries(package->zip, 0);
    if (count < 0 || count > PACKAGE_MAX_ENTRIES)
        return fail(error, ERROR_INPUT, "more than %d entries in a ZIP file", PACKAGE_MAX_ENTRIES);
    guint64 room = g_bytes_get_size(package->file), needed = 0;
    for (zip_int64_t i = 0; i < count; i++) {
        zip_stat_t entry;
        if (zip_stat_index(package->zip, (zip_uint64_t)i, 0, &entry) != 0 || !(entry.valid & ZIP_STAT_NAME) ||
            !(entry.valid & ZIP_STAT_COMP_SIZE) || entry.comp_size > room)
            return fail(error, ERROR_INPUT, "damaged entry in a ZIP file");
        needed += entry.comp_size + ENTRY_OVERHEAD + 2 * strlen(entry.name);
        if (entry.valid & ZIP_STAT_ENCRYPTION_METHOD && entry.encryption_method != ZIP_EM_NONE)
            package->encrypted = true;
        g_ptr_array_add(package->names, g_utf8_make_valid(entry.name, -1));
    }
    if (needed > room)
        return fail(error, ERROR_INPUT, "entries of a ZIP file overlap");
    return true;
}

struct package *package_open(GBytes *file, GError **error)
{
    zip_t *zip = open_archive(file, error);
    if (!zip)
        return NULL;
    g_autoptr(package_t) package = g_new0(struct package, 1);
    package->file = g_bytes_ref(file);
    package->zip = zip;
    package->names = g_ptr_array_new_with_free_func(g_free);
    return list_entries(package, error) ? g_steal_pointer(&package) : NULL;
}

void package_close(struct package *package)
{
    if (!package)
        return;
    zip_discard(package->zip);
    g_ptr_array_unref(package->names);
    g_bytes_unref(package->file);
    g_free(package);
}

guint package_length(const struct package *package)
{
    return package->names->len;
}

const char *package_name(const struct package *package, guint index)
{
    return package->names->pdata[index];
}

bool package_has(const struct package *package, const char *name)
{
    return zip_name_locate(package->zip, name, ZIP_FL_NOCASE) >= 0;
}

bool package_is_encrypted(const struct package *package)
{
    return package->encrypted;
}

static GBytes *inflate(struct package *package, zip_file_t *entry, const char *name, GError **error)
{
    gsize most = MIN(PACKAGE_MAX_PART, PACKAGE_MAX_TOTAL - package->inflated);
    g_autoptr(GByteArray) content = g_byte_array_new();
    guint8 step[READ_STEP];
    for (;;) {
        zip_int64_t length = zip_fread(entry, step, sizeof step);
        if (length < 0) {
            fail(error, ERROR_INPUT, "damaged part in a ZIP file: %s", name);
            return NULL;
        }
        if (length == 0)
            break;
        if ((guint64)length > most - content->len) {
            fail(error, ERROR_INPUT, "a part of a ZIP file is too large: %s", name);
            return NULL;
        }
        g_byte_array_append(content, step, (guint)length);
    }
    package->inflated += content->len;
    return g_byte_array_free_to_bytes(g_steal_pointer(&content));
}

GBytes *package_part(struct package *package, const char *name, GError **error)
{
    zip_int64_t index = zip_name_locate(package->zip, name, ZIP_FL_NOCASE);
    zip_file_t *entry = index < 0 ? NULL : zip_fopen_index(package->zip, (zip_uint64_t)index, 0);
    if (!entry) {
        fail(error, ERROR_INPUT, "a part of a ZIP file is missing or cannot be read: %s", name);
        return NULL;
    }
    GBytes *content = inflate(package, entry, name, error);
    zip_fclose(entry);
    return content;
}
