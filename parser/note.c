#include "parser/note.h"

#include "base/pattern.h"
#include "base/text.h"
#include "parser/form/attestation.h"
#include "parser/form/phrases.h"
#include "parser/form/sentences.h"
#include "parser/form/vocabulary.h"

#include <glib.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_SENTENCES = 500,    /* of a letter: what is longer is none */
    LONGEST_SENTENCE = 2000, /* bytes */
    MOST_REMARKS = 20,
    LONGEST_REMARK = 500, /* bytes; a longer one is cut */
    FEWEST_WORDS = 3,     /* fewer are a name, a place, a greeting */
    WRAPPED = 60,         /* bytes: a line as long as this goes on in the next one */
};

/* ---- what a sentence is about ---- */

static guint count_words(const char *sentence)
{
    guint words = 0;
    for (const char *p = sentence; p; p = strchr(p, ' ')) {
        p += *p == ' ';
        words += g_unichar_isalpha(g_utf8_get_char(p));
    }
    return words;
}

/* Below a letter, or in it: an address, a telephone number, what a program or an employer adds. */
static bool is_imprint(const char *sentence)
{
    return count_words(sentence) < FEWEST_WORDS ||
           !pattern_found("(?:^|\\s)\\p{Ll}{2,}(?:\\s|[,.:]|$).*\\s\\p{Ll}{2,}", 0, sentence);
}

static bool is_question(const char *sentence)
{
    return g_str_has_suffix(sentence, "?");
}

static bool is_routine(const char *folded)
{
    return phrase_within(PHRASE_OFFERS, folded) || phrase_within(PHRASE_RECEIPT, folded) ||
           ((phrase_within(PHRASE_ANNOUNCES, folded) || phrase_within(PHRASE_COURTESY, folded)) &&
            !phrase_within(PHRASE_CORRECTS, folded));
}

static bool is_in_word(gunichar c)
{
    return g_unichar_isalnum(c) || c == '-';
}

/* A whole word, as it is written. */
static bool holds_word(const char *sentence, const char *word)
{
    for (const char *at = sentence; *word && (at = strstr(at, word)); at += strlen(word)) {
        const char *behind = at + strlen(word), *before = g_utf8_find_prev_char(sentence, at);
        if (!(before && is_in_word(g_utf8_get_char(before))) && !is_in_word(g_utf8_get_char(behind)))
            return true;
    }
    return false;
}

/* One of the words of a person's name. */
static bool names_person(const char *sentence, const char *name)
{
    g_auto(GStrv) words = g_strsplit(name ? name : "", " ", -1);
    for (char **word = words; *word; word++)
        if (g_utf8_strlen(*word, -1) > 1 && holds_word(sentence, *word))
            return true;
    return false;
}

static bool names_participant(const char *sentence, const json_t *form)
{
    size_t index;
    const json_t *person;
    json_array_foreach(json_object_get(form, "participants"), index, person)
        if (names_person(sentence, json_string_value(json_object_get(person, "name"))))
            return true;
    return false;
}

static bool has_meeting_in(const json_t *form, int month, int day)
{
    g_autofree char *sought =
        day ? g_strdup_printf("-%02d-%02d", month, day) : g_strdup_printf("-%02d-", month);
    size_t index;
    const json_t *meeting;
    json_array_foreach(json_object_get(form, "meetings"), index, meeting) {
        const char *date = json_string_value(json_object_get(meeting, "date"));
        if (date && strlen(date) == strlen("2026-01-12") && g_str_has_prefix(date + 4, sought))
            return true;
    }
    return false;
}

/* A day of one of the meetings, or the name of a month in which there was one. */
static bool names_meeting(const char *sentence, const char *folded, const json_t *form)
{
    struct when when;
    gsize begin, end = 0;
    while (may_hold_day(sentence) && day_in_text(sentence, end, &when, &begin, &end))
        if (has_meeting_in(form, when.day.month, when.day.day))
            return true;
    g_auto(GStrv) words = g_strsplit_set(folded, " ,.:;()/", -1);
    for (char **word = words; *word; word++) {
        int month = strlen(*word) > 2 ? vocabulary_month(*word, strlen(*word)) : 0;
        if (month && has_meeting_in(form, month, 0))
            return true;
    }
    return false;
}

/* Not what somebody just tells, "Vi er fortsatt åtte medlemmer". */
static bool is_for_people(const char *sentence, const char *folded)
{
    g_autoptr(GPtrArray) names = names_in(sentence);
    return is_question(sentence) || names->len || phrase_within(PHRASE_FOR_PEOPLE, folded) ||
           phrase_within(PHRASE_CORRECTS, folded);
}

/* A sentence that may change what is in the forms. */
static bool corrects(const char *sentence, const char *folded, const json_t *forms)
{
    size_t index;
    const json_t *form;
    if (!phrase_within(PHRASE_CORRECTS, folded))
        return false;
    json_array_foreach(forms, index, form)
        if (names_participant(sentence, form) || names_meeting(sentence, folded, form))
            return true;
    return false;
}

/* Somebody who stands nowhere in the forms. `said` is all that they hold. */
static bool names_stranger(const char *sentence, const char *said)
{
    g_autoptr(GPtrArray) names = names_in(sentence);
    for (guint i = 0; i < names->len; i++)
        if (!strstr(said, ((const struct found_name *)g_ptr_array_index(names, i))->name))
            return true;
    return false;
}

/* ---- the whole of it ---- */

/* What is found so far. */
struct note {
    const json_t *forms;
    bool typed;  /* the words are a form, too */
    char *told;  /* all that the forms hold, where the words tell of changes; else NULL */
    bool mended; /* the forms come anew: what was wrong in the last ones may be told, too */
    json_t *remarks;
    bool given, denied; /* that the industry took no part */
};

static void add_remark(struct note *note, const char *sentence, const char *folded)
{
    if (json_array_size(note->remarks) >= MOST_REMARKS)
        return;
    g_autofree char *cut = text_shortened(sentence, LONGEST_REMARK);
    json_t *remark = json_object();
    json_object_set_new(remark, "text", json_string(cut));
    if (!note->typed && !note->mended && !is_question(sentence) && corrects(sentence, folded, note->forms))
        json_object_set_new(remark, "corrects", json_true());
    else if (is_for_people(sentence, folded))
        json_object_set_new(remark, "asks", json_true());
    json_array_append_new(note->remarks, remark);
}

static void hear_sentence(struct note *note, const char *sentence)
{
    if (is_imprint(sentence))
        return;
    g_autofree char *folded = text_fold(sentence);
    enum attestation attestation =
        note->typed || is_question(sentence) ? ATTESTATION_ABSENT : attestation_read(sentence);
    note->given = note->given || attestation == ATTESTATION_GIVEN;
    note->denied = note->denied || attestation == ATTESTATION_DENIED;
    if (attestation != ATTESTATION_ABSENT)
        return;
    bool said =
        is_question(sentence)
            ? (note->typed && phrase_within(PHRASE_INDUSTRY, folded)) || phrase_within(PHRASE_RECEIPT, folded)
            : is_routine(folded) || (note->typed && !(note->told && names_stranger(sentence, note->told)));
    if (!said)
        add_remark(note, sentence, folded);
}

/* The lines of a paragraph that a mail program broke are one. */
static char *unwrapped(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    GString *all = g_string_new(NULL);
    gsize before = 0;
    for (char **line = lines; *line; line++) {
        g_autofree char *tidy = text_tidy(*line);
        bool goes_on = before && *tidy && (before >= WRAPPED || g_unichar_islower(g_utf8_get_char(tidy)));
        g_string_append_printf(all, "%s%s", all->len ? goes_on ? " " : "\n" : "", tidy);
        before = strlen(tidy);
    }
    return g_string_free(all, FALSE);
}

/* The words in the body are the source of a form. */
static bool is_typed(const json_t *form)
{
    const json_t *source = json_object_get(form, "source");
    const char *format = json_string_value(json_object_get(source, "format"));
    return !json_object_get(source, "filename") &&
           (g_strcmp0(format, "text") == 0 || g_strcmp0(format, "html") == 0);
}

json_t *note_read(const char *text, const json_t *forms, bool reply)
{
    g_autofree char *folded = text_fold(text ? text : "");
    struct note note = {
        .forms = forms, .mended = reply || phrase_within(PHRASE_MENDED, folded), .remarks = json_array()};
    size_t index;
    const json_t *form;
    json_array_foreach(forms, index, form) {
        bool typed = is_typed(form);
        note.typed = note.typed || typed;
        if (typed && !note.told && g_strcmp0(json_string_value(json_object_get(form, "form")), "update") == 0)
            note.told = json_dumps(forms, JSON_COMPACT);
    }
    g_autofree char *lines_text = unwrapped(text ? text : "");
    g_auto(GStrv) lines = g_strsplit(lines_text, "\n", -1);
    guint heard = 0;
    for (char **line = lines; *line && heard < MOST_SENTENCES; line++) {
        g_auto(GStrv) sentences = sentences_of(*line);
        for (char **sentence = sentences; *sentence && heard < MOST_SENTENCES; sentence++, heard++)
            if (strlen(*sentence) <= LONGEST_SENTENCE)
                hear_sentence(&note, *sentence);
    }
    free(note.told);
    json_t *result = json_object();
    if (note.given != note.denied)
        json_object_set_new(result, "industry_free", json_boolean(note.given));
    if (json_array_size(note.remarks))
        json_object_set(result, "remarks", note.remarks);
    json_decref(note.remarks);
    if (json_object_size(result))
        return result;
    json_decref(result);
    return NULL;
}
