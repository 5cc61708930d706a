/*
 * RTF tokens: Rich Text Format taken apart into groups, control words and text octets.
 */
#pragma once

#include "parser/formats/octets.h"

#define RTF_MAX_WORD 32 /* letters of a control word */

enum rtf_kind {
    RTF_OPEN,  /* { */
    RTF_CLOSE, /* } */
    RTF_WORD,  /* \word123; a symbol like \~ is a word of one character */
    RTF_OCTET, /* a character of text, also \'e6 */
    RTF_END,
};

struct rtf_token {
    enum rtf_kind kind;
    char word[RTF_MAX_WORD + 1];
    bool has_number;
    gint number;
    guint8 octet;
};

/* Reads the token at `*place`, and moves on behind it. The octets that follow \bin are left out. */
void rtf_next(struct octets octets, gsize *place, struct rtf_token *token);
