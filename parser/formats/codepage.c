#include "parser/formats/codepage.h"

/* By the names of the C library, whose conversions are loaded before the sandbox closes (body.c). */
static const struct {
    guint number;
    const char *name;
} pages[] = {
    {437, "IBM437"},        {850, "IBM850"},        {865, "IBM865"},        {1250, "WINDOWS-1250"},
    {1251, "WINDOWS-1251"}, {1252, "WINDOWS-1252"}, {1257, "WINDOWS-1257"}, {10000, "MACINTOSH"},
    {20866, "KOI8-R"},      {28591, "ISO-8859-1"},  {28605, "ISO-8859-15"},
};

static const char *name_of(guint number)
{
    for (gsize i = 0; i < G_N_ELEMENTS(pages); i++)
        if (pages[i].number == number)
            return pages[i].name;
    return NULL;
}

bool codepage_is_known(guint number)
{
    return name_of(number) != NULL;
}

/* Octet by octet, for one that is no character must not cost the others. */
struct codepage *codepage_new(guint number)
{
    struct codepage *codepage = g_new(struct codepage, 1);
    const char *name = name_of(number);
    GIConv conversion = g_iconv_open("UTF-8", name ? name : "WINDOWS-1252");
    for (guint i = 0; i < 256; i++) {
        char octet = (char)i, text[8] = "", *from = &octet, *to = text;
        gsize left = 1, room = sizeof text - 1;
        codepage->characters[i] = i > 0 && i < 0x80 ? i : ' ';
        if (conversion == (GIConv)-1 || i < 0x80 ||
            g_iconv(conversion, &from, &left, &to, &room) == (gsize)-1)
            continue;
        codepage->characters[i] = g_utf8_get_char(text);
    }
    if (conversion != (GIConv)-1)
        g_iconv_close(conversion);
    return codepage;
}

char *codepage_text(const struct codepage *codepage, struct octets octets)
{
    GString *text = g_string_sized_new(octets.length + 1);
    for (gsize i = 0; i < octets.length; i++)
        g_string_append_unichar(text, codepage->characters[octets.at[i]]);
    return g_string_free(text, FALSE);
}

char *codepage_wide_text(struct octets octets)
{
    GString *text = g_string_sized_new(octets.length / 2 + 1);
    for (gsize i = 0; i + 1 < octets.length; i += 2) {
        gunichar unit = octets_16(octets, i), next = octets_16(octets, i + 2);
        if (unit >= 0xd800 && unit < 0xdc00 && next >= 0xdc00 && next < 0xe000) {
            unit = 0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00);
            i += 2;
        } else if (unit >= 0xd800 && unit < 0xe000) {
            unit = 0xfffd;
        }
        g_string_append_unichar(text, unit ? unit : ' ');
    }
    return g_string_free(text, FALSE);
}
