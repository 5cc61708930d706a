#include "parser/formats/biff.h"

#include "parser/formats/codepage.h"

#define HEADER   4 /* octets of a record's type and length */
#define CONTINUE 0x3c

#define IS_WIDE      0x01
#define HAS_PHONETIC 0x04
#define HAS_RUNS     0x08

#define RUN_LENGTH 4 /* octets of a change of font in a string */

static bool read_header(struct octets stream, gsize place, guint16 *type, gsize *end)
{
    gsize length = octets_16(stream, place + 2);
    if (!octets_has(stream, place, HEADER) || !octets_has(stream, place + HEADER, length))
        return false;
    *type = octets_16(stream, place);
    *end = place + HEADER + length;
    return true;
}

bool biff_next(struct octets stream, gsize *place, struct biff_record *record)
{
    gsize end;
    guint16 type;
    if (!read_header(stream, *place, &type, &end))
        return false;
    gsize at = *place + HEADER;
    *record = (struct biff_record){type, octets_part(stream, at, end - at), stream, at, end};
    *place = end;
    while (read_header(stream, *place, &type, &end) && type == CONTINUE)
        *place = end;
    return true;
}

void biff_seek(struct biff_record *record, gsize place)
{
    record->at = MIN(record->at + place, record->end);
}

/* Enters the next CONTINUE record where the one in hand has ended. */
static bool has_more(struct biff_record *record)
{
    while (record->at == record->end) {
        guint16 type;
        gsize end;
        if (!read_header(record->stream, record->end, &type, &end) || type != CONTINUE)
            return false;
        record->at = record->end + HEADER;
        record->end = end;
    }
    return true;
}

bool biff_is_read(struct biff_record *record)
{
    return !has_more(record);
}

guint8 biff_8(struct biff_record *record)
{
    return has_more(record) ? record->stream.at[record->at++] : 0;
}

guint16 biff_16(struct biff_record *record)
{
    guint low = biff_8(record);
    return (guint16)(low | (guint)biff_8(record) << 8);
}

guint32 biff_32(struct biff_record *record)
{
    guint32 low = biff_16(record);
    return low | (guint32)biff_16(record) << 16;
}

static void skip(struct biff_record *record, guint64 length)
{
    while (length && has_more(record)) {
        gsize step = MIN(length, record->end - record->at);
        record->at += step;
        length -= step;
    }
}

/* The characters of a string; where they go on in another record, that says anew how wide they are. */
static GByteArray *read_characters(struct biff_record *record, guint length, bool wide)
{
    GByteArray *characters = g_byte_array_new();
    for (; length; length--) {
        if (record->at == record->end) {
            if (!has_more(record))
                break;
            wide = biff_8(record) & IS_WIDE;
        }
        guint8 character[2] = {biff_8(record), 0};
        if (wide)
            character[1] = biff_8(record);
        g_byte_array_append(characters, character, 2);
    }
    return characters;
}

char *biff_string(struct biff_record *record, bool is_short)
{
    guint length = is_short ? biff_8(record) : biff_16(record), flags = biff_8(record);
    guint64 runs = flags & HAS_RUNS ? biff_16(record) : 0;
    guint64 phonetic = flags & HAS_PHONETIC ? biff_32(record) : 0;
    g_autoptr(GByteArray) characters = read_characters(record, length, flags & IS_WIDE);
    skip(record, runs * RUN_LENGTH + phonetic);
    return codepage_wide_text((struct octets){characters->data, characters->len});
}
