#include "parser/formats/docx_marks.h"

#include "parser/sheet.h"

#define TICK  "\u2713"
#define CROSS "\u2717"

struct symbol {
    gunichar code;
    const char *shown;
};

static const struct symbol wingdings[] = {
    {0x6f, SHEET_UNTICKED}, {0x70, SHEET_UNTICKED}, {0x71, SHEET_UNTICKED}, {0x72, SHEET_UNTICKED},
    {0x78, SHEET_TICKED},   {0xa3, SHEET_UNTICKED}, {0xa8, SHEET_UNTICKED}, {0xfb, CROSS},
    {0xfc, TICK},           {0xfd, SHEET_TICKED},   {0xfe, SHEET_TICKED},
};

static const struct symbol wingdings_2[] = {
    {0x4f, CROSS},        {0x50, TICK},         {0x51, SHEET_TICKED},   {0x52, SHEET_TICKED},
    {0x53, SHEET_TICKED}, {0x54, SHEET_TICKED}, {0x2a, SHEET_UNTICKED}, {0xa3, SHEET_UNTICKED},
};

static const char *find(const struct symbol *symbols, gsize count, gunichar code)
{
    for (gsize i = 0; i < count; i++)
        if (symbols[i].code == code)
            return symbols[i].shown;
    return " ";
}

const char *docx_symbol(const char *font, gunichar code)
{
    if (code >= 0xf000 && code <= 0xf0ff)
        code -= 0xf000;
    if (g_strcmp0(font, "Wingdings 2") == 0)
        return find(wingdings_2, G_N_ELEMENTS(wingdings_2), code);
    if (!font || g_strcmp0(font, "Wingdings") == 0)
        return find(wingdings, G_N_ELEMENTS(wingdings), code);
    return " ";
}

char *docx_plain_text(const char *font, const char *text)
{
    GString *plain = g_string_new(NULL);
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c < 0xf000 || c > 0xf0ff)
            g_string_append_unichar(plain, c);
        else
            g_string_append(plain, docx_symbol(font && g_str_has_prefix(font, "Wingdings") ? font : NULL, c));
    }
    return g_string_free(plain, FALSE);
}
