/*
 * BIFF: the records of an old Excel workbook, [MS-XLS] 2.1.4. A record that is too long for one goes on in
 * CONTINUE records, which are read as if they were part of it.
 */
#pragma once

#include "parser/formats/octets.h"

struct biff_record {
    guint16 type;
    struct octets octets; /* without what goes on in CONTINUE records */
    /* The rest is for biff_string: where reading goes on in the stream, and where this record or CONTINUE
     * ends. */
    struct octets stream;
    gsize at, end;
};

/* Reads the record at `place` and moves on to the next that is no CONTINUE. False at the end of the stream.
 */
bool biff_next(struct octets stream, gsize *place, struct biff_record *record);

/* Moves on so that biff_string reads from there. */
void biff_seek(struct biff_record *record, gsize place);

/* True where nothing is left to read, in the record and in what continues it. */
bool biff_is_read(struct biff_record *record);

/* Numbers and strings in sequence; a number is 0 where the record has ended. A string's text comes without
 * its formatting and reading aids; its length in characters is one octet (in names) or two. Caller owns it.
 */
guint8 biff_8(struct biff_record *record);
guint16 biff_16(struct biff_record *record);
guint32 biff_32(struct biff_record *record);
char *biff_string(struct biff_record *record, bool is_short);
