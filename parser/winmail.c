#include "parser/winmail.h"

#include "base/text.h"
#include "parser/formats/codepage.h"

#define SIGNATURE 0x223e9f78
#define START     6 /* octets before the first attribute */
#define HEADER    9 /* of an attribute: level, number, length */
#define SUM       2 /* behind it */

enum attribute {
    ATTACHMENT_BEGINS = 0x00069002,
    ATTACHMENT_TITLE = 0x00018010,
    ATTACHMENT_CONTENT = 0x0006800f,
    ATTACHMENT_PROPERTIES = 0x00069005,
    MAIL_CODEPAGE = 0x00069007,
};

enum property {
    ATTACHED_OBJECT = 0x3701,
    LONG_NAME = 0x3707,
};

/* Types of properties; a list of them has another bit. */
enum type {
    TYPE_OBJECT = 0x0d,
    TYPE_TEXT = 0x1e,
    TYPE_WIDE_TEXT = 0x1f,
    TYPE_IDENTIFIER = 0x48,
    TYPE_OCTETS = 0x102,
    IS_LIST = 0x1000,
};

#define FIRST_NAMED 0x8000 /* properties from here on say what they are */
#define INTERFACE   16     /* octets in front of a mail that is attached */

/* An attachment while its attributes come. */
struct attachment {
    struct octets title, long_name, wide_name, content, object;
};

struct winmail {
    GPtrArray *files; /* of struct archived_file * */
    gsize bytes;      /* of all files */
    guint codepage;   /* of names, by its number */
    bool open;        /* an attachment has begun */
    struct attachment attachment;
};

/* The string up to the NUL at its end. */
static struct octets until_end(struct octets octets, gsize width)
{
    gsize end = 0;
    while (octets_has(octets, end, width) &&
           (octets_8(octets, end) || (width == 2 && octets_8(octets, end + 1))))
        end += width;
    return octets_part(octets, 0, end);
}

static char *name_of(const struct winmail *winmail)
{
    const struct attachment *attachment = &winmail->attachment;
    struct octets wide = until_end(attachment->wide_name, 2), narrow = until_end(attachment->long_name, 1);
    if (!narrow.length)
        narrow = until_end(attachment->title, 1);
    g_autofree struct codepage *codepage = codepage_new(winmail->codepage);
    g_autofree char *text = wide.length ? codepage_wide_text(wide) : codepage_text(codepage, narrow);
    return text_file_name(text);
}

static bool end_attachment(struct winmail *winmail, GError **error)
{
    const struct attachment *attachment = &winmail->attachment;
    struct octets content = attachment->content;
    if (!winmail->open)
        return true;
    if (!content.length)
        content = octets_part(attachment->object, INTERFACE, attachment->object.length);
    if (winmail->files->len == ARCHIVE_MAX_FILES)
        return fail(error, ERROR_INPUT, "too many files in the archive");
    winmail->bytes += content.length;
    if (winmail->bytes > ARCHIVE_MAX_BYTES)
        return fail(error, ERROR_INPUT, "too much in the archive");
    GBytes *copy = g_bytes_new(content.at, content.length);
    g_ptr_array_add(winmail->files, archived_file_new(name_of(winmail), copy));
    winmail->attachment = (struct attachment){0};
    return true;
}

/* Properties */

static void take_property(struct attachment *attachment, guint type, guint number, struct octets value)
{
    if (number == LONG_NAME && type == TYPE_WIDE_TEXT)
        attachment->wide_name = value;
    else if (number == LONG_NAME && type == TYPE_TEXT)
        attachment->long_name = value;
    else if (number == ATTACHED_OBJECT && type == TYPE_OBJECT)
        attachment->object = value;
}

static gsize padded(gsize length)
{
    return (length + 3) & ~(gsize)3;
}

/* The place behind the name of a property that has one. */
static gsize skip_name(struct octets octets, gsize place)
{
    gsize name = place + 16;
    return octets_32(octets, name) == 0 ? name + 8 : name + 8 + padded(octets_32(octets, name + 4));
}

/* How long the value of a type is; 0 where it says so itself. */
static gsize length_of_type(guint type)
{
    switch (type) {
    case TYPE_OBJECT:
    case TYPE_TEXT:
    case TYPE_WIDE_TEXT:
    case TYPE_OCTETS:
        return 0;
    case 0x05 ... 0x07: /* real numbers and times */
    case 0x14:
    case 0x40:
        return 8;
    case TYPE_IDENTIFIER:
        return 16;
    default:
        return 4;
    }
}

static void read_properties(struct attachment *attachment, struct octets octets)
{
    gsize place = 4;
    for (guint32 count = octets_32(octets, 0); count && octets_has(octets, place, 4); count--) {
        guint type = octets_16(octets, place), number = octets_16(octets, place + 2);
        place = number < FIRST_NAMED ? place + 4 : skip_name(octets, place + 4);
        gsize length = length_of_type(type & ~(guint)IS_LIST);
        guint32 values = 1;
        if (length == 0 || type & IS_LIST) {
            values = octets_32(octets, place);
            place += 4;
        }
        for (; values && octets_has(octets, place, MAX(length, 4)); values--) {
            if (length) {
                place += length;
                continue;
            }
            gsize own = octets_32(octets, place);
            if (octets_has(octets, place + 4, own))
                take_property(attachment, type, number, octets_part(octets, place + 4, own));
            place += 4 + padded(own);
        }
    }
}

/* Attributes */

static bool take_attribute(struct winmail *winmail, guint32 number, struct octets value, GError **error)
{
    switch (number) {
    case ATTACHMENT_BEGINS:
        if (!end_attachment(winmail, error))
            return false;
        winmail->open = true;
        break;
    case ATTACHMENT_TITLE:
        winmail->attachment.title = value;
        break;
    case ATTACHMENT_CONTENT:
        winmail->attachment.content = value;
        break;
    case ATTACHMENT_PROPERTIES:
        read_properties(&winmail->attachment, value);
        break;
    case MAIL_CODEPAGE:
        winmail->codepage = octets_32(value, 0);
        break;
    }
    return true;
}

static bool has_sum(struct octets value, guint16 sum)
{
    guint16 own = 0;
    for (gsize i = 0; i < value.length; i++)
        own = (guint16)(own + value.at[i]);
    return own == sum;
}

static bool read_attributes(struct winmail *winmail, struct octets octets, GError **error)
{
    if (octets_32(octets, 0) != SIGNATURE)
        return fail(error, ERROR_INPUT, "not a sound winmail.dat");
    for (gsize place = START; octets_has(octets, place, HEADER + SUM);) {
        gsize length = octets_32(octets, place + 5);
        struct octets value = octets_part(octets, place + HEADER, length);
        if (!octets_has(octets, place + HEADER, length + SUM) ||
            !has_sum(value, octets_16(octets, place + HEADER + length)))
            return fail(error, ERROR_INPUT, "not a sound winmail.dat");
        if (!take_attribute(winmail, octets_32(octets, place + 1), value, error))
            return false;
        place += HEADER + length + SUM;
    }
    return end_attachment(winmail, error);
}

GPtrArray *winmail_read(GBytes *file, GError **error)
{
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(archived_file_free);
    struct winmail winmail = {.files = files, .codepage = CODEPAGE_WINDOWS};
    return read_attributes(&winmail, octets_of(file), error) ? g_steal_pointer(&files) : NULL;
}
