#include "parser/formats/doc_file.h"

#include "parser/formats/codepage.h"

#define MAGIC         0xa5ec
#define FIRST_VERSION 0x00c1 /* of Word 97 */
#define BASE_LENGTH   32

#define IS_ENCRYPTED 0x0100
#define IN_TABLE_ONE 0x0200 /* which of the two table streams is in use */

#define IS_NARROW 0x40000000u

static bool unsound(GError **error)
{
    return fail(error, ERROR_INPUT, "not a sound Word file");
}

/* Header */

static bool read_header(struct doc_file *file, GError **error)
{
    struct octets document = file->document;
    if (octets_16(document, 0) != MAGIC)
        return unsound(error);
    if (octets_16(document, 2) < FIRST_VERSION)
        return fail(error, ERROR_INPUT, "no reader for doc of before 1997");
    if (octets_16(document, 10) & IS_ENCRYPTED)
        return fail(error, ERROR_INPUT, "password protected");
    /* Three arrays of numbers follow, each after its length: of 2, of 4, and of 8 octets each. */
    gsize words = BASE_LENGTH, count = octets_16(document, words);
    gsize longs = words + 2 + count * 2;
    file->lengths = longs + 2;
    file->tables = file->lengths + (gsize)octets_16(document, longs) * 4 + 2;
    return octets_has(document, file->tables, (TABLE_PIECES + 1) * 8) || unsound(error);
}

guint32 doc_file_length(const struct doc_file *file, enum doc_story story)
{
    return octets_32(file->document, file->lengths + (3 + (gsize)story) * 4);
}

struct octets doc_file_table(const struct doc_file *file, enum doc_table number)
{
    gsize entry = file->tables + (gsize)number * 8;
    gsize place = octets_32(file->document, entry), length = octets_32(file->document, entry + 4);
    return octets_has(file->table, place, length) ? octets_part(file->table, place, length)
                                                  : (struct octets){0};
}

/* Pieces */

static bool add_piece(struct doc_file *file, struct octets pieces, gsize index, gsize count, GError **error)
{
    gsize entry = (count + 1) * 4 + index * 8;
    guint32 place = octets_32(pieces, entry + 2);
    struct doc_piece piece = {
        .first = octets_32(pieces, index * 4),
        .end = octets_32(pieces, index * 4 + 4),
        .wide = !(place & IS_NARROW),
        .change = octets_16(pieces, entry + 6),
    };
    place &= ~(IS_NARROW | 0x80000000u);
    piece.place = piece.wide ? place : place / 2;
    guint32 before = index ? g_array_index(file->pieces, struct doc_piece, index - 1).end : 0;
    if (piece.first != before || piece.end < piece.first ||
        !octets_has(file->document, piece.place, (gsize)(piece.end - piece.first) * (piece.wide ? 2 : 1)))
        return unsound(error);
    g_array_append_val(file->pieces, piece);
    return true;
}

/* Lists of changes, each behind a 1; then, behind a 2, the pieces: their places in the text, and what is said
 * of each. */
static bool read_pieces(struct doc_file *file, GError **error)
{
    struct octets table = doc_file_table(file, TABLE_PIECES);
    gsize place = 0;
    while (octets_8(table, place) == 1) {
        gsize length = octets_16(table, place + 1);
        struct octets change = octets_part(table, place + 3, length);
        g_array_append_val(file->changes, change);
        place += 3 + length;
    }
    gsize length = octets_32(table, place + 1);
    if (octets_8(table, place) != 2 || length < 4 || !octets_has(table, place + 5, length))
        return unsound(error);
    struct octets pieces = octets_part(table, place + 5, length);
    gsize count = (length - 4) / 12;
    for (gsize i = 0; i < count; i++)
        if (!add_piece(file, pieces, i, count, error))
            return false;
    return true;
}

/* Fonts */

static void read_fonts(struct doc_file *file)
{
    struct octets table = doc_file_table(file, TABLE_FONTS);
    gsize place = 4;
    for (guint count = octets_16(table, 0); count && place < table.length; count--) {
        gsize length = (gsize)octets_8(table, place) + 1;
        struct octets font = octets_part(table, place, length), name = octets_part(font, 40, font.length);
        gsize end = 0;
        while (octets_16(name, end))
            end += 2;
        g_ptr_array_add(file->fonts, codepage_wide_text(octets_part(name, 0, end)));
        place += length;
    }
}

const char *doc_file_font(const struct doc_file *file, guint number)
{
    return number < file->fonts->len ? file->fonts->pdata[number] : NULL;
}

/* Streams */

static bool read_streams(struct doc_file *file, struct compound *compound, GError **error)
{
    file->document_bytes = compound_stream(compound, "WordDocument");
    if (!file->document_bytes)
        return unsound(error);
    file->document = octets_of(file->document_bytes);
    bool one = octets_16(file->document, 10) & IN_TABLE_ONE;
    file->table_bytes = compound_stream(compound, one ? "1Table" : "0Table");
    if (file->table_bytes)
        file->table = octets_of(file->table_bytes);
    file->data_bytes = compound_stream(compound, "Data");
    if (file->data_bytes)
        file->data = octets_of(file->data_bytes);
    return true;
}

struct doc_file *doc_file_open(GBytes *bytes, GError **error)
{
    g_autoptr(compound_t) compound = compound_open(bytes, error);
    if (!compound)
        return NULL;
    g_autoptr(doc_file_t) file = g_new0(struct doc_file, 1);
    file->pieces = g_array_new(FALSE, FALSE, sizeof(struct doc_piece));
    file->changes = g_array_new(FALSE, FALSE, sizeof(struct octets));
    file->fonts = g_ptr_array_new_with_free_func(g_free);
    if (!read_streams(file, compound, error) || !read_header(file, error) || !read_pieces(file, error))
        return NULL;
    read_fonts(file);
    return g_steal_pointer(&file);
}

void doc_file_close(struct doc_file *file)
{
    if (!file)
        return;
    g_clear_pointer(&file->document_bytes, g_bytes_unref);
    g_clear_pointer(&file->table_bytes, g_bytes_unref);
    g_clear_pointer(&file->data_bytes, g_bytes_unref);
    g_array_unref(file->pieces);
    g_array_unref(file->changes);
    g_ptr_array_unref(file->fonts);
    g_free(file);
}
