#include "parser/formats/pdf_drawing.h"

#include <gio/gio.h>
#include <string.h>

#define HEAD 1000 /* bytes in which a picture among the commands says how large it is */

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

/* The next place where a command of two letters stands alone; NULL where there is none. */
static const char *find_command(const char *from, const char *start, const char *end, const char *command)
{
    for (const char *p = from; p < end && (p = memmem(p, (gsize)(end - p), command, 2)); p += 2)
        if ((p == start || is_blank(p[-1])) && (p + 2 == end || is_blank(p[2]) || p[2] == '/'))
            return p;
    return NULL;
}

static double number_after(const char *head, const char *key, const char *long_key)
{
    const char *at = strstr(head, long_key);
    gsize length = strlen(long_key);
    for (const char *p = head; !at && (p = strstr(p, key)); p += strlen(key))
        if (is_blank(p[strlen(key)])) {
            at = p;
            length = strlen(key);
        }
    return at ? (double)MIN(g_ascii_strtoull(at + length, NULL, 10), G_MAXUINT32) : 0;
}

static double dots_of_picture(const char *picture, const char *end)
{
    gsize length = (gsize)MIN(end - picture, HEAD);
    g_autofree char *head = g_malloc(length + 1);
    for (gsize i = 0; i < length; i++)
        head[i] = picture[i] ? picture[i] : ' ';
    head[length] = '\0';
    return number_after(head, "/W", "/Width") * number_after(head, "/H", "/Height");
}

struct drawing_cost drawing_measure(const char *commands, gsize length)
{
    struct drawing_cost cost = {0};
    if (length == 0)
        return cost;
    const char *end = commands + length;
    for (const char *p = commands; (p = find_command(p, commands, end, "BI")); p += 2)
        cost.dots += dots_of_picture(p, end);
    for (const char *p = commands; (p = find_command(p, commands, end, "Do")); p += 2)
        cost.calls++;
    return cost;
}

bool inflates_within(const void *deflated, gsize length, gsize most)
{
    if (length == 0)
        return true;
    g_autoptr(GZlibDecompressor) inflater = g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
    const char *from = deflated;
    char room[16384];
    for (gsize all = 0; all <= most;) {
        gsize read = 0, written = 0;
        GConverterResult result = g_converter_convert(G_CONVERTER(inflater), from, length, room, sizeof room,
                                                      G_CONVERTER_INPUT_AT_END, &read, &written, NULL);
        if (result != G_CONVERTER_CONVERTED)
            return all + written <= most;
        from += read;
        length -= read;
        all += written;
    }
    return false;
}
