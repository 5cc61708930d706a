#include "parser/formats/compound.h"

#include "parser/formats/octets.h"

#include <gsf/gsf-infile-msole.h>
#include <gsf/gsf-input-memory.h>

#define MAX_ENTRIES 4096u
#define HEADER      512u /* octets, or one sector where those are larger */

struct compound {
    GBytes *file;
    GsfInput *input;
    GsfInfile *folder;
};

/* How the sectors of a file follow each other, as far as its directory needs it. */
struct sectors {
    struct octets file;
    gsize size;     /* octets of a sector */
    GArray *tables; /* of guint32: the sectors that say what follows each */
};

static gsize place_of(const struct sectors *sectors, guint32 number)
{
    return MAX(HEADER, sectors->size) + (gsize)number * sectors->size;
}

/* The header lists the first tables; behind them, each sector lists more and at its end the next such sector.
 */
static void list_tables(struct sectors *sectors)
{
    enum { FIRST_LIST = 68, LIST_IN_HEADER = 76, MOST_IN_HEADER = 109 };
    gsize each = sectors->size / 4 - 1, most = sectors->file.length / sectors->size;
    gsize place = LIST_IN_HEADER, count = MOST_IN_HEADER, next = FIRST_LIST;
    while (octets_has(sectors->file, place, count * 4) && sectors->tables->len <= most) {
        for (gsize i = 0; i < count; i++) {
            guint32 table = octets_32(sectors->file, place + i * 4);
            g_array_append_val(sectors->tables, table);
        }
        place = place_of(sectors, octets_32(sectors->file, next));
        count = each;
        next = place + each * 4;
    }
}

static guint32 sector_after(const struct sectors *sectors, guint32 number)
{
    gsize each = sectors->size / 4;
    if (number / each >= sectors->tables->len)
        return G_MAXUINT32;
    guint32 table = g_array_index(sectors->tables, guint32, number / each);
    return octets_32(sectors->file, place_of(sectors, table) + number % each * 4);
}

/* libgsf sorts the entries of a folder by comparing each with all others. */
static bool has_small_directory(GBytes *file)
{
    enum { SECTOR_SHIFT = 30, LEAST_SHIFT = 6, MOST_SHIFT = 30, FIRST_OF_DIRECTORY = 48, ENTRY = 128 };
    g_autoptr(GArray) tables = g_array_new(FALSE, FALSE, sizeof(guint32));
    struct sectors sectors = {.file = octets_of(file), .tables = tables};
    sectors.size = (gsize)1 << CLAMP(octets_16(sectors.file, SECTOR_SHIFT), LEAST_SHIFT, MOST_SHIFT);
    list_tables(&sectors);
    guint32 sector = octets_32(sectors.file, FIRST_OF_DIRECTORY);
    for (gsize length = 0; octets_has(sectors.file, place_of(&sectors, sector), 1);) {
        length += sectors.size;
        if (length > MAX_ENTRIES * ENTRY)
            return false;
        sector = sector_after(&sectors, sector);
    }
    return true;
}

struct compound *compound_open(GBytes *file, GError **error)
{
    gsize length;
    const guint8 *bytes = g_bytes_get_data(file, &length);
    g_autoptr(compound_t) compound = g_new0(struct compound, 1);
    compound->file = g_bytes_ref(file);
    compound->input =
        has_small_directory(file) ? gsf_input_memory_new(bytes, (gsf_off_t)length, FALSE) : NULL;
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
