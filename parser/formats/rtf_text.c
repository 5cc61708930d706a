/* Text, fonts and form fields of an rtf file. */
#include "parser/formats/codepage.h"
#include "parser/formats/docx_marks.h"
#include "parser/formats/format.h"
#include "parser/formats/rtf_document.h"
#include <string.h>

#define MAX_FONTS   4096u
#define MAX_CHOICES 1000u

#define CHARSET_SYMBOL 2

struct rtf_group *rtf_inner(struct rtf_document *document)
{
    return &g_array_index(document->groups, struct rtf_group, document->groups->len - 1);
}

struct rtf_font *rtf_font(struct rtf_document *document, gint number)
{
    return g_hash_table_lookup(document->fonts, GINT_TO_POINTER(number));
}

void rtf_font_free(gpointer data)
{
    struct rtf_font *font = data;
    g_free(font->name);
    g_free(font);
}

/* ---- text ---- */

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

static const struct codepage *page_in_use(struct rtf_document *document)
{
    const struct rtf_font *font = rtf_font(document, rtf_inner(document)->font);
    guint number = page_of_charset(font ? font->charset : 1, document->page);
    struct codepage *page = g_hash_table_lookup(document->pages, GUINT_TO_POINTER(number));
    if (!page) {
        page = codepage_new(number);
        g_hash_table_insert(document->pages, GUINT_TO_POINTER(number), page);
    }
    return page;
}

void rtf_write(struct rtf_document *document, const char *text)
{
    const struct rtf_group *group = rtf_inner(document);
    if (group->destination == TO_TEXT && !group->hidden && !group->deleted)
        g_string_append(document->text, group->struck && !strchr(" \t\n", *text) ? SHEET_STRUCK : text);
    else if (group->destination == TO_CHOICE)
        g_string_append(document->choice, text);
}

static void write_character(struct rtf_document *document, gunichar character)
{
    char text[8] = "";
    const struct rtf_font *font = rtf_font(document, rtf_inner(document)->font);
    if (character >= 0xf000 && character <= 0xf0ff) {
        bool known = font && font->name && g_str_has_prefix(font->name, "Wingdings");
        rtf_write(document, docx_symbol(known ? font->name : NULL, character));
        return;
    }
    g_unichar_to_utf8(character, text);
    rtf_write(document, text);
}

void rtf_write_octet(struct rtf_document *document, guint8 octet)
{
    const struct rtf_group *group = rtf_inner(document);
    const struct rtf_font *font = rtf_font(document, group->font);
    if (group->destination == TO_NOTHING || group->destination == TO_FORM_FIELD)
        return;
    if (font && font->charset == CHARSET_SYMBOL && font->name && octet > ' ')
        rtf_write(document, docx_symbol(font->name, 0xf000u + octet));
    else
        write_character(document, page_in_use(document)->characters[octet]);
}

/* The number of \u is a signed one of sixteen bits; characters beyond them come as a pair. */
void rtf_write_unicode(struct rtf_document *document, gint number)
{
    gunichar unit = (guint16)number;
    document->to_skip = rtf_inner(document)->skip;
    if (unit >= 0xd800 && unit < 0xdc00) {
        document->high = unit;
        return;
    }
    if (unit >= 0xdc00 && unit < 0xe000)
        unit = document->high ? 0x10000 + ((document->high - 0xd800) << 10) + (unit - 0xdc00) : 0xfffd;
    document->high = 0;
    write_character(document, unit >= ' ' ? unit : ' ');
}

/* ---- the font table ---- */

static void end_font(struct rtf_document *document)
{
    struct rtf_font *font = rtf_font(document, document->defined_font);
    if (font) {
        g_free(font->name);
        font->name = g_strstrip(g_strdup(document->font_name->str));
    }
    g_string_truncate(document->font_name, 0);
}

void rtf_read_font_octet(struct rtf_document *document, guint8 octet)
{
    if (octet == ';')
        end_font(document);
    else
        g_string_append_c(document->font_name, octet >= ' ' && octet < 0x7f ? (char)octet : '?');
}

void rtf_define_font(struct rtf_document *document, gint number)
{
    document->defined_font = number;
    g_string_truncate(document->font_name, 0);
    if (g_hash_table_size(document->fonts) >= MAX_FONTS)
        return;
    struct rtf_font *font = g_new0(struct rtf_font, 1);
    font->charset = 1;
    g_hash_table_insert(document->fonts, GINT_TO_POINTER(number), font);
}

/* ---- form fields ---- */

static const char *field_value(const struct rtf_field *field)
{
    enum { CHECK_BOX = 1, LIST = 2, UNDEFINED = 25 };
    gint result = field->result == UNDEFINED ? field->otherwise : field->result;
    if (field->type == CHECK_BOX)
        return result ? SHEET_TICKED : SHEET_UNTICKED;
    if (field->type == LIST && result >= 0 && (guint)result < field->choices->len)
        return field->choices->pdata[result];
    return NULL;
}

void rtf_open_form_field(struct rtf_document *document)
{
    g_ptr_array_set_size(document->field.choices, 0);
    document->field = (struct rtf_field){.result = 25, .choices = document->field.choices};
}

/* The value of a check box or list stands in its properties; what follows as its result is not read. */
void rtf_close_form_field(struct rtf_document *document)
{
    const struct rtf_group *group = rtf_inner(document);
    const char *value = field_value(&document->field);
    if (!value || document->field_has_result)
        return;
    document->field_has_result = true;
    if (!group->hidden && !group->deleted)
        g_string_append(document->text, value);
}

void rtf_close_choice(struct rtf_document *document)
{
    if (document->field.choices->len < MAX_CHOICES)
        g_ptr_array_add(document->field.choices, g_strdup(document->choice->str));
    g_string_truncate(document->choice, 0);
}
