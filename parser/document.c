#include "parser/document.h"

#include "base/checksum.h"
#include "base/pattern.h"
#include "parser/json.h"

#include <string.h>

#define MOST_PROCESSOR ((clock_t)CLOCKS_PER_SEC) /* a second */

void found_free(gpointer data)
{
    struct found *found = data;
    json_decref(found->form);
    g_free(found);
}

void document_unread(struct reading *reading, const struct document *document, const char *where,
                     const char *why)
{
    if (!document->part->decoration)
        reading_unread(reading, document->part->number, document->filename, document->format, where, why);
}

bool document_is_late(struct reading *reading, const struct document *document)
{
    bool late = clock() - reading->begun > MOST_PROCESSOR;
    if (late)
        document_unread(reading, document, NULL, "too much in the mail");
    return late;
}

bool document_is_left_out(struct reading *reading, const struct document *document)
{
    bool left_out = reading->leave_out && reading->leave_out();
    if (left_out)
        document_unread(reading, document, NULL, "the reader was stopped");
    return left_out;
}

char *sent_on(const struct reading *reading)
{
    const char *date = reading->message->date;
    return date ? g_strndup(date, strlen("2026-01-12")) : NULL;
}

struct surroundings surroundings_of(const struct reading *reading, const char *sent)
{
    return (struct surroundings){
        .subject = reading->message->subject,
        .note = reading->body->text,
        .sent = sent,
        .explanation = reading->explanation,
    };
}

/* In a forwarded letter "jeg" may be somebody else. */
static bool is_forwarded(const char *subject)
{
    return pattern_found("^\\s*(?:vs|fw|fwd|videresendt)\\s*:", G_REGEX_CASELESS, subject);
}

GPtrArray *document_recognise(struct reading *reading, const struct document *document,
                              const struct sheet *sheet)
{
    g_autofree char *sent = sent_on(reading);
    struct surroundings around = surroundings_of(reading, sent);
    around.filename = document->filename;
    /* A text of this mail itself is no note to itself. */
    if (document->part->body && document->part->mail == 0) {
        around.note = NULL;
        if (!is_forwarded(around.subject))
            around.writer = reading->message->from_name;
    }
    if (reading->explanation) {
        g_autofree char *grid = sheet_print(sheet);
        g_string_append_printf(reading->explanation, "=== part %s, %s, %s\n%s\n", document->part->number,
                               document->filename ? document->filename : "no file name", document->format,
                               grid);
    }
    GPtrArray *forms = recognise(sheet, &around);
    if (forms->len && sheet_has_struck(sheet))
        document_unread(reading, document, NULL, "struck through");
    return forms;
}

static json_t *source_of(const struct document *document)
{
    json_t *source = json_object();
    json_set_text(source, "part", document->part->number);
    json_set_text(source, "filename", document->filename);
    json_set_text(source, "format", document->format);
    if (!document->part->body) {
        g_autofree char *sum = checksum_sha256(document->content);
        json_set_text(source, "sha256", sum);
    }
    return source;
}

/* The kind of form, then where it was read, then what it says: the order in which people look at it. */
static json_t *json_with_source(const struct form *form, const struct document *document)
{
    json_t *values = json_of_form(form), *object = json_object();
    json_object_set(object, "form", json_object_get(values, "form"));
    json_object_set_new(object, "source", source_of(document));
    json_object_update_missing(object, values);
    json_decref(values);
    return object;
}

/* Some mail programs send a text as plain text and as HTML, and do not say that these are alternatives. */
static bool is_said_already(const struct reading *reading, json_t *form, const struct document *document)
{
    for (guint i = 0; document->part->body && i < reading->found->len; i++) {
        const struct found *found = g_ptr_array_index(reading->found, i);
        json_t *other = json_copy(found->form);
        json_object_set(other, "source", json_object_get(form, "source"));
        bool same = json_equal(other, form);
        json_decref(other);
        if (same)
            return true;
    }
    return false;
}

void document_add_forms(struct reading *reading, const struct document *document, const GPtrArray *forms)
{
    for (guint i = 0; i < forms->len; i++) {
        const struct form *form = g_ptr_array_index(forms, i);
        json_t *value = json_with_source(form, document);
        if (is_said_already(reading, value, document)) {
            json_decref(value);
            continue;
        }
        struct found *found = g_new0(struct found, 1);
        found->place = document->place;
        found->form = value;
        g_ptr_array_add(reading->found, found);
        for (guint k = 0; k < form->doubts->len; k++) {
            const struct doubt *doubt = g_ptr_array_index(form->doubts, k);
            document_unread(reading, document, doubt->where, doubt->why);
        }
        if (json_hide_identity_numbers(found->form))
            document_unread(reading, document, NULL, IDENTITY_NUMBER);
    }
}
