/*
 * Rich Text Format (rtf), version 1.9. Page headers and footers, notes and text boxes are left out.
 */
#include "parser/formats/codepage.h"
#include "parser/formats/docx_marks.h"
#include "parser/formats/format.h"
#include "parser/formats/rows.h"
#include "parser/formats/rtf_tokens.h"
#include <string.h>

#define MAX_DEPTH   256
#define MAX_FONTS   4096u
#define MAX_CHOICES 1000u

#define CHARSET_SYMBOL 2

/* What becomes of the text of a group. */
enum destination { TO_TEXT, TO_NOTHING, TO_FONTS, TO_CHOICE, TO_FORM_FIELD };

struct group {
    enum destination destination;
    bool starred; /* \* stood before the first word: an unknown one is left out with its group */
    bool hidden, deleted;
    bool nested_row; /* in the properties of a row of an inner table */
    gint font;
    guint skip; /* how many characters stand for a \u in programs that do not know it */
};

struct font {
    gint charset;
    char *name;
};

/* The definition of a row, while its words come and until the next. */
struct definition {
    struct row_layout layout;
    struct row_cell cell; /* in hand */
};

struct form_field {
    gint type, result, otherwise;
    GPtrArray *choices; /* of char * */
};

struct document {
    struct rows *rows;
    GArray *groups;    /* of struct group, the innermost last */
    GHashTable *fonts; /* number to struct font * */
    GHashTable *pages; /* number of a code page to struct codepage * */
    GHashTable *words; /* name to struct word * */
    guint page;        /* the document's own code page */
    gint default_font, defined_font;
    GString *font_name;
    GString *text; /* of the paragraph in hand */
    bool in_table;
    guint depth;           /* of the paragraph, where it says so */
    guint to_skip;         /* characters that stand for a \u before them */
    gunichar high;         /* the first half of a pair */
    bool field_has_result; /* and it is written already */
    struct form_field field;
    GString *choice;
    struct definition row, inner_row;
};

static struct group *inner(struct document *document)
{
    return &g_array_index(document->groups, struct group, document->groups->len - 1);
}

static void font_free(gpointer data)
{
    struct font *font = data;
    g_free(font->name);
    g_free(font);
}

static struct font *font_of(struct document *document, gint number)
{
    return g_hash_table_lookup(document->fonts, GINT_TO_POINTER(number));
}

/* Text */

static guint page_of_charset(gint charset, guint otherwise)
{
    switch (charset) {
    case 0:
        return CODEPAGE_WINDOWS;
    case 77:
        return 10000;
    case 186:
        return 1257;
    case 204:
        return 1251;
    case 238:
        return 1250;
    case 255:
        return 850;
    default:
        return otherwise;
    }
}

static const struct codepage *page_in_use(struct document *document)
{
    const struct font *font = font_of(document, inner(document)->font);
    guint number = page_of_charset(font ? font->charset : 1, document->page);
    struct codepage *page = g_hash_table_lookup(document->pages, GUINT_TO_POINTER(number));
    if (!page) {
        page = codepage_new(number);
        g_hash_table_insert(document->pages, GUINT_TO_POINTER(number), page);
    }
    return page;
}

static void write_text(struct document *document, const char *text)
{
    const struct group *group = inner(document);
    if (group->destination == TO_TEXT && !group->hidden && !group->deleted)
        g_string_append(document->text, text);
    else if (group->destination == TO_CHOICE)
        g_string_append(document->choice, text);
}

static void write_character(struct document *document, gunichar character)
{
    char text[8] = "";
    const struct font *font = font_of(document, inner(document)->font);
    if (character >= 0xf000 && character <= 0xf0ff) {
        bool known = font && font->name && g_str_has_prefix(font->name, "Wingdings");
        write_text(document, docx_symbol(known ? font->name : NULL, character));
        return;
    }
    g_unichar_to_utf8(character, text);
    write_text(document, text);
}

static void write_octet(struct document *document, guint8 octet)
{
    const struct group *group = inner(document);
    const struct font *font = font_of(document, group->font);
    if (group->destination == TO_NOTHING || group->destination == TO_FORM_FIELD)
        return;
    if (font && font->charset == CHARSET_SYMBOL && font->name && octet > ' ')
        write_text(document, docx_symbol(font->name, 0xf000u + octet));
    else
        write_character(document, page_in_use(document)->characters[octet]);
}

/* The number of \u is a signed one of sixteen bits; characters beyond them come as a pair. */
static void write_unicode(struct document *document, gint number)
{
    gunichar unit = (guint16)number;
    document->to_skip = inner(document)->skip;
    if (unit >= 0xd800 && unit < 0xdc00) {
        document->high = unit;
        return;
    }
    if (unit >= 0xdc00 && unit < 0xe000)
        unit = document->high ? 0x10000 + ((document->high - 0xd800) << 10) + (unit - 0xdc00) : 0xfffd;
    document->high = 0;
    write_character(document, unit >= ' ' ? unit : ' ');
}

/* The font table */

static void end_font(struct document *document)
{
    struct font *font = font_of(document, document->defined_font);
    if (font) {
        g_free(font->name);
        font->name = g_strstrip(g_strdup(document->font_name->str));
    }
    g_string_truncate(document->font_name, 0);
}

static void read_font_octet(struct document *document, guint8 octet)
{
    if (octet == ';')
        end_font(document);
    else
        g_string_append_c(document->font_name, octet >= ' ' && octet < 0x7f ? (char)octet : '?');
}

static void define_font(struct document *document, gint number)
{
    document->defined_font = number;
    g_string_truncate(document->font_name, 0);
    if (g_hash_table_size(document->fonts) >= MAX_FONTS)
        return;
    struct font *font = g_new0(struct font, 1);
    font->charset = 1;
    g_hash_table_insert(document->fonts, GINT_TO_POINTER(number), font);
}

/* Form fields */

static const char *field_value(const struct form_field *field)
{
    enum { CHECK_BOX = 1, LIST = 2, UNDEFINED = 25 };
    gint result = field->result == UNDEFINED ? field->otherwise : field->result;
    if (field->type == CHECK_BOX)
        return result ? SHEET_TICKED : SHEET_UNTICKED;
    if (field->type == LIST && result >= 0 && (guint)result < field->choices->len)
        return field->choices->pdata[result];
    return NULL;
}

static void open_form_field(struct document *document)
{
    g_ptr_array_set_size(document->field.choices, 0);
    document->field = (struct form_field){.result = 25, .choices = document->field.choices};
}

/* The value of a check box or list stands in its properties; what follows as its result is not read. */
static void close_form_field(struct document *document)
{
    const struct group *group = inner(document);
    const char *value = field_value(&document->field);
    if (!value || document->field_has_result)
        return;
    document->field_has_result = true;
    if (!group->hidden && !group->deleted)
        g_string_append(document->text, value);
}

static void close_choice(struct document *document)
{
    if (document->field.choices->len < MAX_CHOICES)
        g_ptr_array_add(document->field.choices, g_strdup(document->choice->str));
    g_string_truncate(document->choice, 0);
}

/* Paragraphs, cells and rows */

static guint depth_of(const struct document *document)
{
    if (document->depth > 1)
        return document->depth;
    return document->in_table || document->depth == 1 ? 1 : 0;
}

static bool is_wanted(struct document *document)
{
    return inner(document)->destination == TO_TEXT && !inner(document)->deleted;
}

static bool end_paragraph(struct document *document, gint number, GError **error)
{
    (void)number;
    if (!is_wanted(document))
        return true;
    bool done = rows_paragraph(document->rows, depth_of(document), document->text->str, error);
    g_string_truncate(document->text, 0);
    return done;
}

static bool end_cell_at(struct document *document, guint depth, GError **error)
{
    if (!is_wanted(document))
        return true;
    bool done = rows_cell(document->rows, depth, document->text->str, error);
    g_string_truncate(document->text, 0);
    return done;
}

static bool end_cell(struct document *document, gint number, GError **error)
{
    (void)number;
    return end_cell_at(document, 1, error);
}

static bool end_inner_cell(struct document *document, gint number, GError **error)
{
    (void)number;
    return end_cell_at(document, MAX(depth_of(document), 2), error);
}

static bool end_row(struct document *document, gint number, GError **error)
{
    (void)number;
    return !is_wanted(document) || rows_row(document->rows, 1, &document->row.layout, error);
}

static bool end_inner_row(struct document *document, gint number, GError **error)
{
    (void)number;
    guint depth = MAX(depth_of(document), 2);
    return !is_wanted(document) || rows_row(document->rows, depth, &document->inner_row.layout, error);
}

static bool reset_paragraph(struct document *document, gint number, GError **error)
{
    (void)number, (void)error;
    document->in_table = false;
    document->depth = 0;
    return true;
}

static bool set_in_table(struct document *document, gint number, GError **error)
{
    (void)number, (void)error;
    document->in_table = true;
    return true;
}

static bool set_depth(struct document *document, gint number, GError **error)
{
    (void)error;
    document->depth = (guint)CLAMP(number, 0, ROWS_MAX_DEPTH + 1);
    return true;
}

static struct definition *definition(struct document *document)
{
    return inner(document)->nested_row ? &document->inner_row : &document->row;
}

static bool begin_row(struct document *document, gint number, GError **error)
{
    (void)number, (void)error;
    struct definition *row = definition(document);
    row->layout.left = 0;
    row->cell = (struct row_cell){0};
    g_array_set_size(row->layout.cells, 0);
    return true;
}

static bool set_row_left(struct document *document, gint number, GError **error)
{
    (void)error;
    definition(document)->layout.left = number;
    return true;
}

static bool add_cell(struct document *document, gint number, GError **error)
{
    struct definition *row = definition(document);
    row->cell.right = number;
    g_array_append_val(row->layout.cells, row->cell);
    row->cell = (struct row_cell){0};
    return row->layout.cells->len <= SHEET_MAX_COLUMNS ||
           fail(error, ERROR_INPUT, "a table of more than %d columns", SHEET_MAX_COLUMNS);
}

static bool set_continues_left(struct document *document, gint number, GError **error)
{
    (void)number, (void)error;
    definition(document)->cell.continues_left = true;
    return true;
}

static bool set_continues_above(struct document *document, gint number, GError **error)
{
    (void)number, (void)error;
    definition(document)->cell.continues_above = true;
    return true;
}

/* Manners of text */

static bool set_plain(struct document *document, gint number, GError **error)
{
    (void)number, (void)error;
    inner(document)->hidden = inner(document)->deleted = false;
    inner(document)->font = document->default_font;
    return true;
}

static bool set_hidden(struct document *document, gint number, GError **error)
{
    (void)error;
    inner(document)->hidden = number != 0;
    return true;
}

static bool set_deleted(struct document *document, gint number, GError **error)
{
    (void)error;
    inner(document)->deleted = number != 0;
    return true;
}

static bool set_font(struct document *document, gint number, GError **error)
{
    (void)error;
    if (inner(document)->destination == TO_FONTS)
        define_font(document, number);
    else
        inner(document)->font = number;
    return true;
}

static bool set_charset(struct document *document, gint number, GError **error)
{
    (void)error;
    struct font *font = font_of(document, document->defined_font);
    if (font && inner(document)->destination == TO_FONTS)
        font->charset = number;
    return true;
}

static bool set_default_font(struct document *document, gint number, GError **error)
{
    (void)error;
    document->default_font = inner(document)->font = number;
    return true;
}

static bool set_page(struct document *document, gint number, GError **error)
{
    (void)error;
    document->page = codepage_is_known((guint)number) ? (guint)number : CODEPAGE_WINDOWS;
    return true;
}

static bool set_page_of_mac(struct document *document, gint number, GError **error)
{
    (void)number;
    return set_page(document, 10000, error);
}

static bool set_page_of_dos(struct document *document, gint number, GError **error)
{
    (void)number;
    return set_page(document, 850, error);
}

static bool set_skip(struct document *document, gint number, GError **error)
{
    (void)error;
    inner(document)->skip = (guint)CLAMP(number, 0, 255);
    return true;
}

static bool on_unicode(struct document *document, gint number, GError **error)
{
    (void)error;
    write_unicode(document, number);
    return true;
}

static bool open_field(struct document *document, gint number, GError **error)
{
    (void)number, (void)error;
    document->field_has_result = false;
    return true;
}

static bool set_field_type(struct document *document, gint number, GError **error)
{
    (void)error;
    document->field.type = number;
    return true;
}

static bool set_field_result(struct document *document, gint number, GError **error)
{
    (void)error;
    document->field.result = number;
    return true;
}

static bool set_field_default(struct document *document, gint number, GError **error)
{
    (void)error;
    document->field.otherwise = number;
    return true;
}

/* Control words */

enum manner { SAYS_WHAT_GROUP_IS, STANDS_FOR_TEXT, ACTS };

/* What a word does; `otherwise` is its number where it has none. Behind \*, any that does not say what its
 * group is, and all that are not here, are left out with their group. */
static const struct word {
    const char *word;
    enum manner manner;
    enum destination destination;
    const char *text;
    bool (*act)(struct document *document, gint number, GError **error);
    gint otherwise;
} words[] = {
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

/* From each word to its struct word: a file may have millions. Caller unrefs. */
static GHashTable *words_by_name(void)
{
    GHashTable *table = g_hash_table_new(g_str_hash, g_str_equal);
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        g_hash_table_insert(table, (gpointer)words[i].word, (gpointer)&words[i]);
    return table;
}

static bool is(const struct rtf_token *token, const char *word)
{
    return strcmp(token->word, word) == 0;
}

/* Where text goes to nothing, only these go on: a form field inside its instruction, the second telling of a
 * text. */
static bool may_enter(const struct group *group, enum destination destination, const char *word)
{
    if (group->destination == TO_NOTHING)
        return destination == TO_FORM_FIELD || strcmp(word, "ud") == 0;
    return true;
}

static void enter_destination(struct document *document, const struct word *word)
{
    struct group *group = inner(document);
    if (may_enter(group, word->destination, word->word))
        group->destination = word->destination;
    if (group->destination == TO_FORM_FIELD)
        open_form_field(document);
}

static bool on_word(struct document *document, const struct rtf_token *token, GError **error)
{
    struct group *group = inner(document);
    const struct word *word = g_hash_table_lookup(document->words, token->word);
    bool starred = group->starred;
    group->starred = is(token, "*");
    if (word && word->manner == SAYS_WHAT_GROUP_IS) {
        enter_destination(document, word);
        return true;
    }
    if (is(token, "nesttableprops")) {
        group->nested_row = true;
        return true;
    }
    bool told = is(token, "fldrslt") && document->field_has_result;
    if (told || (starred && !group->starred))
        group->destination = TO_NOTHING;
    if (!word)
        return true;
    if (word->manner == ACTS)
        return word->act(document, token->has_number ? token->number : word->otherwise, error);
    write_text(document, word->text);
    return true;
}

static bool open_group(struct document *document, GError **error)
{
    struct group group = *inner(document);
    group.starred = false;
    g_array_append_val(document->groups, group);
    return document->groups->len <= MAX_DEPTH ||
           fail(error, ERROR_INPUT, "groups of an RTF file are nested too deeply");
}

/* False at the end of the document's own group. */
static bool close_group(struct document *document)
{
    enum destination closed = inner(document)->destination;
    g_array_set_size(document->groups, document->groups->len - 1);
    if (document->groups->len == 0)
        return false;
    enum destination around = inner(document)->destination;
    if (closed == TO_FORM_FIELD && around != TO_FORM_FIELD)
        close_form_field(document);
    else if (closed == TO_CHOICE && around != TO_CHOICE)
        close_choice(document);
    return document->groups->len > 1;
}

static void on_octet(struct document *document, guint8 octet)
{
    if (inner(document)->destination == TO_FONTS)
        read_font_octet(document, octet);
    else
        write_octet(document, octet);
}

/* What stands for a \u is one character or one word each; a group ends it. */
static bool is_skipped(struct document *document, const struct rtf_token *token)
{
    if (token->kind != RTF_OCTET && token->kind != RTF_WORD) {
        document->to_skip = 0;
        return false;
    }
    if (document->to_skip == 0)
        return false;
    document->to_skip--;
    return true;
}

static bool read_tokens(struct document *document, struct octets octets, GError **error)
{
    struct rtf_token token;
    gsize place = 0;
    for (;;) {
        rtf_next(octets, &place, &token);
        if (is_skipped(document, &token))
            continue;
        switch (token.kind) {
        case RTF_OPEN:
            if (!open_group(document, error))
                return false;
            break;
        case RTF_CLOSE:
            if (!close_group(document))
                return true;
            break;
        case RTF_WORD:
            if (!on_word(document, &token, error))
                return false;
            break;
        case RTF_OCTET:
            on_octet(document, token.octet);
            break;
        case RTF_END:
            return fail(error, ERROR_INPUT, "not a sound RTF file");
        }
        if (document->text->len > SHEET_MAX_TEXT)
            return fail(error, ERROR_INPUT, "more than %u MB of text", SHEET_MAX_TEXT >> 20);
    }
}

static bool end_document(struct document *document, struct flow *flow, GError **error)
{
    if (document->text->len &&
        !rows_paragraph(document->rows, depth_of(document), document->text->str, error))
        return false;
    return rows_end(document->rows, error) && flow_end(flow, error);
}

static bool read_document(struct octets octets, struct sheet *sheet, GError **error)
{
    g_autoptr(flow_t) flow = flow_new(sheet);
    g_autoptr(rows_t) rows = rows_new(flow);
    g_autoptr(GArray) groups = g_array_new(FALSE, TRUE, sizeof(struct group));
    g_autoptr(GHashTable) fonts = g_hash_table_new_full(NULL, NULL, NULL, font_free);
    g_autoptr(GHashTable) pages = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    g_autoptr(GHashTable) words_of_rtf = words_by_name();
    g_autoptr(GString) font_name = g_string_new(NULL), text = g_string_new(NULL), choice = g_string_new(NULL);
    g_autoptr(GPtrArray) choices = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) cells = g_array_new(FALSE, FALSE, sizeof(struct row_cell));
    g_autoptr(GArray) inner_cells = g_array_new(FALSE, FALSE, sizeof(struct row_cell));
    struct document document = {
        .rows = rows,
        .groups = groups,
        .fonts = fonts,
        .pages = pages,
        .words = words_of_rtf,
        .page = CODEPAGE_WINDOWS,
        .font_name = font_name,
        .text = text,
        .field.choices = choices,
        .choice = choice,
        .row.layout.cells = cells,
        .inner_row.layout.cells = inner_cells,
    };
    struct group outside = {.skip = 1};
    g_array_append_val(groups, outside);
    return read_tokens(&document, octets, error) && end_document(&document, flow, error);
}

struct sheet *rtf_read(GBytes *file, GError **error)
{
    g_autoptr(sheet_t) sheet = sheet_new();
    return read_document(octets_of(file), sheet, error) ? g_steal_pointer(&sheet) : NULL;
}
