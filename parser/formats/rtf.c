/*
 * Rich Text Format (rtf), version 1.9. Page headers and footers, notes and text boxes are left out.
 */
#include "parser/formats/codepage.h"
#include "parser/formats/format.h"
#include "parser/formats/rtf_document.h"
#include "parser/formats/rtf_tokens.h"
#include <string.h>

#define MAX_DEPTH 256

static bool is(const struct rtf_token *token, const char *word)
{
    return strcmp(token->word, word) == 0;
}

/* Where text goes to nothing, only these go on: a form field inside its instruction, the second telling of a
 * text. */
static bool may_enter(const struct rtf_group *group, enum rtf_destination destination, const char *word)
{
    if (group->destination == TO_NOTHING)
        return destination == TO_FORM_FIELD || strcmp(word, "ud") == 0;
    return true;
}

static void enter_destination(struct rtf_document *document, const struct rtf_word *word)
{
    struct rtf_group *group = rtf_inner(document);
    if (may_enter(group, word->destination, word->word))
        group->destination = word->destination;
    if (group->destination == TO_FORM_FIELD)
        rtf_open_form_field(document);
}

static bool on_word(struct rtf_document *document, const struct rtf_token *token, GError **error)
{
    struct rtf_group *group = rtf_inner(document);
    const struct rtf_word *word = g_hash_table_lookup(document->words, token->word);
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
    rtf_write(document, word->text);
    return true;
}

static bool open_group(struct rtf_document *document, GError **error)
{
    struct rtf_group group = *rtf_inner(document);
    group.starred = false;
    g_array_append_val(document->groups, group);
    return document->groups->len <= MAX_DEPTH ||
           fail(error, ERROR_INPUT, "groups of an RTF file are nested too deeply");
}

/* False at the end of the document's own group. */
static bool close_group(struct rtf_document *document)
{
    enum rtf_destination closed = rtf_inner(document)->destination;
    g_array_set_size(document->groups, document->groups->len - 1);
    if (document->groups->len == 0)
        return false;
    enum rtf_destination around = rtf_inner(document)->destination;
    if (closed == TO_FORM_FIELD && around != TO_FORM_FIELD)
        rtf_close_form_field(document);
    else if (closed == TO_CHOICE && around != TO_CHOICE)
        rtf_close_choice(document);
    return document->groups->len > 1;
}

static void on_octet(struct rtf_document *document, guint8 octet)
{
    if (rtf_inner(document)->destination == TO_FONTS)
        rtf_read_font_octet(document, octet);
    else
        rtf_write_octet(document, octet);
}

/* What stands for a \u is one character or one word each; a group ends it. */
static bool is_skipped(struct rtf_document *document, const struct rtf_token *token)
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

static bool read_tokens(struct rtf_document *document, struct octets octets, GError **error)
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

static bool end_document(struct rtf_document *document, struct flow *flow, GError **error)
{
    if (document->text->len &&
        !rows_paragraph(document->rows, rtf_depth(document), document->text->str, error))
        return false;
    return rows_end(document->rows, error) && flow_end(flow, error);
}

static bool read_document(struct octets octets, struct sheet *sheet, GError **error)
{
    g_autoptr(flow_t) flow = flow_new(sheet);
    g_autoptr(rows_t) rows = rows_new(flow);
    g_autoptr(GArray) groups = g_array_new(FALSE, TRUE, sizeof(struct rtf_group));
    g_autoptr(GHashTable) fonts = g_hash_table_new_full(NULL, NULL, NULL, rtf_font_free);
    g_autoptr(GHashTable) pages = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    g_autoptr(GHashTable) words_of_rtf = rtf_words();
    g_autoptr(GString) font_name = g_string_new(NULL), text = g_string_new(NULL), choice = g_string_new(NULL);
    g_autoptr(GPtrArray) choices = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) cells = g_array_new(FALSE, FALSE, sizeof(struct row_cell));
    g_autoptr(GArray) inner_cells = g_array_new(FALSE, FALSE, sizeof(struct row_cell));
    struct rtf_document document = {
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
    struct rtf_group outside = {.skip = 1};
    g_array_append_val(groups, outside);
    return read_tokens(&document, octets, error) && end_document(&document, flow, error);
}

struct sheet *rtf_read(GBytes *file, GError **error)
{
    g_autoptr(sheet_t) sheet = sheet_new();
    return read_document(octets_of(file), sheet, error) ? g_steal_pointer(&sheet) : NULL;
}
