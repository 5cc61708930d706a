#include "parser/winmail.h"

#include "base/text.h"
#include "parser/formats/codepage.h"

#include <stdio.h>
#include <string.h>
#include <ytnef.h>

#define WIDE_STRING 0x1f
#define BYTE_STRING 0x1e
#define OBJECT_ID   16 /* octets in front of a mail that is attached */

static struct octets octets_of_value(const variableLength *value)
{
    bool empty = value == MAPI_UNDEFINED || !value->data || value->size <= 0;
    return empty ? (struct octets){0} : (struct octets){value->data, (gsize)value->size};
}

/* Strings end with a NUL, or where their attribute does. */
static struct octets without_end(struct octets octets)
{
    const guint8 *end = octets.length ? memchr(octets.at, 0, octets.length) : NULL;
    return octets_part(octets, 0, end ? (gsize)(end - octets.at) : octets.length);
}

/* The library gives wide strings in UTF-8 already. */
static char *name_of(Attachment *attachment, const struct codepage *codepage)
{
    variableLength *wide =
        MAPIFindProperty(&attachment->MAPI, PROP_TAG(WIDE_STRING, PR_ATTACH_LONG_FILENAME));
    variableLength *narrow =
        MAPIFindProperty(&attachment->MAPI, PROP_TAG(BYTE_STRING, PR_ATTACH_LONG_FILENAME));
    struct octets name = without_end(octets_of_value(wide));
    if (name.length) {
        g_autofree char *utf8 = g_strndup((const char *)name.at, name.length);
        return text_tidy(utf8);
    }
    name = without_end(octets_of_value(narrow));
    if (!name.length)
        name = without_end(octets_of_value(&attachment->Title));
    g_autofree char *text = codepage_text(codepage, name);
    return name.length ? text_tidy(text) : NULL;
}

static GBytes *content_of(Attachment *attachment)
{
    struct octets content = octets_of_value(&attachment->FileData);
    if (!content.length) {
        content =
            octets_of_value(MAPIFindProperty(&attachment->MAPI, PROP_TAG(PT_OBJECT, PR_ATTACH_DATA_OBJ)));
        content = octets_part(content, OBJECT_ID, content.length);
    }
    return g_bytes_new(content.at, content.length);
}

static bool add_file(GPtrArray *files, gsize *bytes, char *name, GBytes *content, GError **error)
{
    struct archived_file *file = archived_file_new(name, content);
    g_ptr_array_add(files, file);
    *bytes += g_bytes_get_size(content);
    if (files->len > ARCHIVE_MAX_FILES)
        return fail(error, ERROR_INPUT, "too many files in the archive");
    return *bytes <= ARCHIVE_MAX_BYTES || fail(error, ERROR_INPUT, "too much in the archive");
}

static GPtrArray *read_attachments(TNEFStruct *tnef, GError **error)
{
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(archived_file_free);
    g_autofree struct codepage *codepage = codepage_new(octets_32(octets_of_value(&tnef->CodePage), 0));
    gsize bytes = 0;
    for (Attachment *attachment = tnef->starting_attach.next; attachment; attachment = attachment->next)
        if (!add_file(files, &bytes, name_of(attachment, codepage), content_of(attachment), error))
            return NULL;
    return g_steal_pointer(&files);
}

GPtrArray *winmail_read(GBytes *file, GError **error)
{
    gsize length;
    const void *bytes = g_bytes_get_data(file, &length);
    TNEFStruct tnef;
    TNEFInitialize(&tnef);
    g_autofree guint8 *copy = g_memdup2(bytes, length);
    GPtrArray *files = NULL;
    if (length <= ARCHIVE_MAX_BYTES && TNEFParseMemory(copy, (long)length, &tnef) >= 0)
        files = read_attachments(&tnef, error);
    else
        fail(error, ERROR_INPUT, "not a sound winmail.dat");
    TNEFFree(&tnef);
    return files;
}
