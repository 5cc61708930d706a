/*
 * Phrases: turns of speech by what they mean, read once from parser/form/data/phrases.txt (built into the
 * program) and constant from then on. A new wording is a line of data there, which also says how a phrase is
 * found. All texts are folded by the caller (base/text.h).
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

enum phrase {
    PHRASE_EVERYBODY,   /* "alle" */
    PHRASE_EXCEPT,      /* "unntatt" */
    PHRASE_FILLING,     /* between the two, or behind: "medlemmene var til stede" */
    PHRASE_NOBODY,      /* "ingen" */
    PHRASE_INDUSTRY,    /* the pharmaceutical industry */
    PHRASE_INVOLVEMENT, /* taking part in something, or paying for it */
    PHRASE_NEGATION,
    PHRASE_REFUSAL, /* "kan ikke bekrefte" */
    PHRASE_YES,
    PHRASE_NO,
    PHRASE_CALLED_OFF, /* of a meeting that was not held */
    PHRASE_NO_NAME,    /* words of headlines that are nobody's and no group's name */
    PHRASE_CHANGING,   /* words that a change may be told with */
    PHRASE_ANNOUNCES,  /* that a form comes */
    PHRASE_COURTESY,   /* greetings, thanks, and talk beside a form */
    PHRASE_OFFERS,     /* to be asked where something is wrong */
    PHRASE_RECEIPT,    /* to be told that a form has come */
    PHRASE_FOR_PEOPLE, /* wishes, and news of a group */
    PHRASE_MENDED,     /* of a form that comes anew */
    PHRASE_CORRECTS,   /* that a form says something wrong */
    PHRASES
};

/* Whether the text is one of the phrases. */
bool phrase_is(enum phrase phrase, const char *folded);

/* Whether the text holds one of them, from where a word begins to where one ends. */
bool phrase_within(enum phrase phrase, const char *folded);

/* What follows the longest of them that the text begins with; NULL where it begins with none. Borrowed. */
const char *phrase_after(enum phrase phrase, const char *folded);
