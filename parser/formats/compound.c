#include "parser/formats/compound.h"

#include <gsf/gsf-infile-msole.h>
#include <gsf/gsf-input-memory.h>

struct compound {
    GBytes *file;
    GsfInput *input;
    GsfInfile *folder;
};

struct compound *compound_open(GBytes *file, GError **error)
{
    gsize length;
    const guint8 *bytes = g_bytes_get_data(file, &length);
    g_autoptr(compound_t) compound = g_new0(struct compound, 1);
    compound->file = g_bytes_ref(file);
    compound->input = gsf_input_memory_new(bytes, (gsf_off_t)length, FALSE);
    compound->folder = compound->input ? gsf_infile_msole_new(compound->input, NULL) : NULL;
    if (compound->folder)
        return g_steal_pointer(&compound);
    fail(error, ERROR_INPUT, "not a sound compound file");
    return NULL;
}

void compound_close(struct compound *compound)
{
    if (!compound)
        return;
    g_clear_object(&compound->folder);
    g_clear_object(&compound->input);
    g_bytes_unref(compound->file);
    g_free(compound);
}

static GsfInput *find(struct compound *compound, const char *name)
{
    for (int i = 0; i < gsf_infile_num_children(compound->folder); i++) {
        const char *other = gsf_infile_name_by_index(compound->folder, i);
        if (other && g_ascii_strcasecmp(other, name) == 0)
            return gsf_infile_child_by_index(compound->folder, i);
    }
    return NULL;
}

GBytes *compound_stream(struct compound *compound, const char *name)
{
    g_autoptr(GObject) child = (GObject *)find(compound, name);
    if (!child)
        return NULL;
    GsfInput *stream = GSF_INPUT(child);
    gsf_off_t length = gsf_input_size(stream);
    /* A stream is a part of its file, whatever size the directory claims. */
    if (length <= 0 || length > COMPOUND_MAX_STREAM || (gsize)length > g_bytes_get_size(compound->file))
        return NULL;
    g_autofree guint8 *bytes = g_malloc((gsize)length);
    if (!gsf_input_read(stream, (gsize)length, bytes))
        return NULL;
    return g_bytes_new_take(g_steal_pointer(&bytes), (gsize)length);
}
