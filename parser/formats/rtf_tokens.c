#include "parser/formats/rtf_tokens.h"

#include <string.h>

#define MAX_NUMBER 100000000

/* The number behind a word, and the blank that ends both. */
static void read_number(struct octets octets, gsize *place, struct rtf_token *token)
{
    bool negative = octets_8(octets, *place) == '-' && g_ascii_isdigit(octets_8(octets, *place + 1));
    if (negative)
        ++*place;
    for (; g_ascii_isdigit(octets_8(octets, *place)); ++*place) {
        token->has_number = true;
        if (token->number < MAX_NUMBER)
            token->number = token->number * 10 + (octets.at[*place] - '0');
    }
    if (negative)
        token->number = -token->number;
    if (octets_8(octets, *place) == ' ')
        ++*place;
}

static void read_word(struct octets octets, gsize *place, struct rtf_token *token)
{
    gsize length = 0;
    for (; g_ascii_isalpha(octets_8(octets, *place)); ++*place)
        if (length < RTF_MAX_WORD)
            token->word[length++] = (char)octets.at[*place];
    token->kind = RTF_WORD;
    read_number(octets, place, token);
    if (strcmp(token->word, "bin") == 0 && token->number > 0)
        *place += MIN((gsize)token->number, octets.length - *place);
}

static void read_control(struct octets octets, gsize *place, struct rtf_token *token)
{
    if (*place >= octets.length)
        return;
    guint8 first = octets.at[*place];
    if (g_ascii_isalpha(first)) {
        read_word(octets, place, token);
        return;
    }
    ++*place;
    gint high = g_ascii_xdigit_value((char)octets_8(octets, *place));
    gint low = g_ascii_xdigit_value((char)octets_8(octets, *place + 1));
    if (first == '\'' && high >= 0 && low >= 0) {
        token->kind = RTF_OCTET;
        token->octet = (guint8)(high * 16 + low);
        *place += 2;
    } else if (strchr("\\{}", first) && first) {
        token->kind = RTF_OCTET;
        token->octet = first;
    } else {
        token->kind = RTF_WORD;
        token->word[0] = first == '\r' ? '\n' : (char)first;
    }
}

void rtf_next(struct octets octets, gsize *place, struct rtf_token *token)
{
    *token = (struct rtf_token){.kind = RTF_END};
    /* Line ends only keep the file's lines short. */
    while (*place < octets.length && strchr("\r\n", octets.at[*place]))
        ++*place;
    if (*place >= octets.length)
        return;
    guint8 first = octets.at[(*place)++];
    switch (first) {
    case '{':
        token->kind = RTF_OPEN;
        break;
    case '}':
        token->kind = RTF_CLOSE;
        break;
    case '\\':
        read_control(octets, place, token);
        break;
    default:
        token->kind = RTF_OCTET;
        token->octet = first;
    }
}
