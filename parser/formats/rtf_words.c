/* The control words of an rtf file, and what each does. */
#include "parser/formats/codepage.h"
#include "parser/formats/format.h"
#include "parser/formats/rtf_document.h"

/* ---- paragraphs, cells and rows ---- */

guint rtf_depth(const struct rtf_document *document)
{
    if (document->depth > 1)
        return document->depth;
    return document->in_table || document->depth == 1 ? 1 : 0;
}

static bool is_wanted(struct rtf_document *document)
{
    return rtf_inner(document)->destination == TO_TEXT && !rtf_inner(document)->deleted;
}

static bool end_paragraph(struct rtf_document *document, gint number, GError **error)
{
    (void)number;
    if (!is_wanted(document))
        return true;
    bool done = rows_paragraph(document->rows, rtf_depth(document), document->text->str, error);
    g_string_truncate(document->text, 0);
    return done;
}

static bool end_cell_at(struct rtf_document *document, guint depth, GError **error)
{
    if (!is_wanted(document))
        return true;
    bool done = rows_cell(document->rows, depth, document->text->str, error);
    g_string_truncate(document->text, 0);
    return done;
}

static bool end_cell(struct rtf_document *document, gint number, GError **error)
{
    (void)number;
    return end_cell_at(document, 1, error);
}

static bool end_inner_cell(struct rtf_document *document, gint number, GError **error)
{
    (void)number;
    return end_cell_at(document, MAX(rtf_depth(document), 2), error);
}

static bool end_row(struct rtf_document *document, gint number, GError **error)
{
    (void)number;
    return !is_wanted(document) || rows_row(document->rows, 1, &document->row.layout, error);
}

static bool end_inner_row(struct rtf_document *document, gint number, GError **error)
{
    (void)number;
    guint depth = MAX(rtf_depth(document), 2);
    return !is_wanted(document) || rows_row(document->rows, depth, &document->inner_row.layout, error);
}

static bool reset_paragraph(struct rtf_document *document, gint number, GError **error)
{
    (void)number, (void)error;
    document->in_table = false;
    document->depth = 0;
    return true;
}

static bool set_in_table(struct rtf_document *document, gint number, GError **error)
{
    (void)number, (void)error;
    document->in_table = true;
    return true;
}

static bool set_depth(struct rtf_document *document, gint number, GError **error)
{
    (void)error;
    document->depth = (guint)CLAMP(number, 0, ROWS_MAX_DEPTH + 1);
    return true;
}

static struct rtf_row *definition(struct rtf_document *document)
{
    return rtf_inner(document)->nested_row ? &document->inner_row : &document->row;
}

static bool begin_row(struct rtf_document *document, gint number, GError **error)
{
    (void)number, (void)error;
    struct rtf_row *row = definition(document);
    row->layout.left = 0;
    row->cell = (struct row_cell){0};
    g_array_set_size(row->layout.cells, 0);
    return true;
}

static bool set_row_left(struct rtf_document *document, gint number, GError **error)
{
    (void)error;
    definition(document)->layout.left = number;
    return true;
}

static bool add_cell(struct rtf_document *document, gint number, GError **error)
{
    struct rtf_row *row = definition(document);
    row->cell.right = number;
    g_array_append_val(row->layout.cells, row->cell);
    row->cell = (struct row_cell){0};
    return row->layout.cells->len <= SHEET_MAX_COLUMNS ||
           fail(error, ERROR_INPUT, "a table of more than %d columns", SHEET_MAX_COLUMNS);
}

static bool set_continues_left(struct rtf_document *document, gint number, GError **error)
{
    (void)number, (void)error;
    definition(document)->cell.continues_left = true;
    return true;
}

static bool set_continues_above(struct rtf_document *document, gint number, GError **error)
{
    (void)number, (void)error;
    definition(document)->cell.continues_above = true;
    return true;
}

/* ---- manners of text ---- */

static bool set_plain(struct rtf_document *document, gint number, GError **error)
{
    (void)number, (void)error;
    rtf_inner(document)->hidden = rtf_inner(document)->deleted = rtf_inner(document)->struck = false;
    rtf_inner(document)->font = document->default_font;
    return true;
}

static bool set_hidden(struct rtf_document *document, gint number, GError **error)
{
    (void)error;
    rtf_inner(document)->hidden = number != 0;
    return true;
}

static bool set_deleted(struct rtf_document *document, gint number, GError **error)
{
    (void)error;
    rtf_inner(document)->deleted = number != 0;
    return true;
}

static bool set_struck(struct rtf_document *document, gint number, GError **error)
{
    (void)error;
    rtf_inner(document)->struck = number != 0;
    return true;
}

static bool set_font(struct rtf_document *document, gint number, GError **error)
{
    (void)error;
    if (rtf_inner(document)->destination == TO_FONTS)
        rtf_define_font(document, number);
    else
        rtf_inner(document)->font = number;
    return true;
}

static bool set_charset(struct rtf_document *document, gint number, GError **error)
{
    (void)error;
    struct rtf_font *font = rtf_font(document, document->defined_font);
    if (font && rtf_inner(document)->destination == TO_FONTS)
        font->charset = number;
    return true;
}

static bool set_default_font(struct rtf_document *document, gint number, GError **error)
{
    (void)error;
    document->default_font = rtf_inner(document)->font = number;
    return true;
}

static bool set_page(struct rtf_document *document, gint number, GError **error)
{
    (void)error;
    document->page = codepage_is_known((guint)number) ? (guint)number : CODEPAGE_WINDOWS;
    return true;
}

static bool set_page_of_mac(struct rtf_document *document, gint number, GError **error)
{
    (void)number;
    return set_page(document, 10000, error);
}

static bool set_page_of_dos(struct rtf_document *document, gint number, GError **error)
{
    (void)number;
    return set_page(document, 850, error);
}

static bool set_skip(struct rtf_document *document, gint number, GError **error)
{
    (void)error;
    rtf_inner(document)->skip = (guint)CLAMP(number, 0, 255);
    return true;
}

static bool on_unicode(struct rtf_document *document, gint number, GError **error)
{
    (void)error;
    rtf_write_unicode(document, number);
    return true;
}

static bool open_field(struct rtf_document *document, gint number, GError **error)
{
    (void)number, (void)error;
    document->field_has_result = false;
    return true;
}

static bool set_field_type(struct rtf_document *document, gint number, GError **error)
{
    (void)error;
    document->field.type = number;
    return true;
}

static bool set_field_result(struct rtf_document *document, gint number, GError **error)
{
    (void)error;
    document->field.result = number;
    return true;
}

static bool set_field_default(struct rtf_document *document, gint number, GError **error)
{
    (void)error;
    document->field.otherwise = number;
    return true;
}

/* ---- the words ---- */

static const struct rtf_word words[] = {
    {"par", ACTS, .act = end_paragraph},
    {"sect", ACTS, .act = end_paragraph},
    {"\n", ACTS, .act = end_paragraph},
    {"cell", ACTS, .act = end_cell},
    {"nestcell", ACTS, .act = end_inner_cell},
    {"row", ACTS, .act = end_row},
    {"nestrow", ACTS, .act = end_inner_row},
    {"pard", ACTS, .act = reset_paragraph},
    {"intbl", ACTS, .act = set_in_table},
    {"itap", ACTS, .act = set_depth},
    {"trowd", ACTS, .act = begin_row},
    {"trleft", ACTS, .act = set_row_left},
    {"cellx", ACTS, .act = add_cell},
    {"clmrg", ACTS, .act = set_continues_left},
    {"clvmrg", ACTS, .act = set_continues_above},
    {"plain", ACTS, .act = set_plain},
    {"v", ACTS, .act = set_hidden, .otherwise = 1},
    {"deleted", ACTS, .act = set_deleted, .otherwise = 1},
    {"strike", ACTS, .act = set_struck, .otherwise = 1},
    {"striked", ACTS, .act = set_struck, .otherwise = 1},
    {"f", ACTS, .act = set_font},
    {"fcharset", ACTS, .act = set_charset},
    {"deff", ACTS, .act = set_default_font},
    {"ansicpg", ACTS, .act = set_page, .otherwise = CODEPAGE_WINDOWS},
    {"mac", ACTS, .act = set_page_of_mac},
    {"pc", ACTS, .act = set_page_of_dos},
    {"pca", ACTS, .act = set_page_of_dos},
    {"uc", ACTS, .act = set_skip, .otherwise = 1},
    {"u", ACTS, .act = on_unicode},
    {"field", ACTS, .act = open_field},
    {"fftype", ACTS, .act = set_field_type},
    {"ffres", ACTS, .act = set_field_result},
    {"ffdefres", ACTS, .act = set_field_default},
    {"tab", STANDS_FOR_TEXT, .text = "\t"},
    {"line", STANDS_FOR_TEXT, .text = "\n"},
    {"page", STANDS_FOR_TEXT, .text = "\n"},
    {"column", STANDS_FOR_TEXT, .text = "\n"},
    {"lquote", STANDS_FOR_TEXT, .text = "\u2018"},
    {"rquote", STANDS_FOR_TEXT, .text = "\u2019"},
    {"ldblquote", STANDS_FOR_TEXT, .text = "\u201c"},
    {"rdblquote", STANDS_FOR_TEXT, .text = "\u201d"},
    {"bullet", STANDS_FOR_TEXT, .text = "\u2022"},
    {"endash", STANDS_FOR_TEXT, .text = "\u2013"},
    {"emdash", STANDS_FOR_TEXT, .text = "\u2014"},
    {"enspace", STANDS_FOR_TEXT, .text = "\u2002"},
    {"emspace", STANDS_FOR_TEXT, .text = "\u2003"},
    {"qmspace", STANDS_FOR_TEXT, .text = " "},
    {"~", STANDS_FOR_TEXT, .text = "\u00a0"},
    {"_", STANDS_FOR_TEXT, .text = "-"},
    {"fonttbl", SAYS_WHAT_GROUP_IS, .destination = TO_FONTS},
    {"formfield", SAYS_WHAT_GROUP_IS, .destination = TO_FORM_FIELD},
    {"ffl", SAYS_WHAT_GROUP_IS, .destination = TO_CHOICE},
    {"ud", SAYS_WHAT_GROUP_IS, .destination = TO_TEXT},
    {"upr", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"fldinst", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"colortbl", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"stylesheet", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"info", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"pict", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"nonshppict", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"header", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"headerl", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"headerr", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"headerf", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"footer", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"footerl", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"footerr", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"footerf", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"footnote", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"annotation", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"listtext", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"pntext", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"shp", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"do", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"nonesttables", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"objdata", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"xe", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"tc", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"rxe", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"txe", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"ffname", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"ffdeftext", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"ffformat", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"ffhelptext", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"ffstattext", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"ffentrymcr", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"ffexitmcr", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"ftnsep", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"ftnsepc", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"aftnsep", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
    {"aftnsepc", SAYS_WHAT_GROUP_IS, .destination = TO_NOTHING},
};

GHashTable *rtf_words(void)
{
    GHashTable *table = g_hash_table_new(g_str_hash, g_str_equal);
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        g_hash_table_insert(table, (gpointer)words[i].word, (gpointer)&words[i]);
    return table;
}
