#include "parser/reading.h"

#include "parser/archive.h"
#include "parser/file_link.h"
#include "parser/form/recognise.h"
#include "parser/formats/format.h"
#include "parser/json.h"
#include "parser/split_form.h"
#include "parser/winmail.h"

#include <string.h>

#define IDENTITY_NUMBER "national identity number"
#define MAX_UNREAD      1000
#define LONGEST_PIECE   2000 /* blocks of a document that may be part of a form */

/* A document of the mail: a part, a file in an archive, or a text. */
struct document {
    const struct part *part;
    guint place;          /* of the part in the message */
    const char *filename; /* of the file itself, or NULL */
    const char *format;
    GBytes *content;
};

/* A form, and the place of its part in the message. */
struct found {
    guint place;
    json_t *form;
};

static void found_free(gpointer data)
{
    struct found *found = data;
    json_decref(found->form);
    g_free(found);
}

/* A file of the mail that was read. */
struct file {
    struct document document;
    char *filename; /* the document's; an archive does not outlive its files */
    struct sheet *sheet;
    GPtrArray *forms;
};

static void file_free(gpointer data)
{
    struct file *file = data;
    g_bytes_unref(file->document.content);
    g_free(file->filename);
    sheet_free(file->sheet);
    g_ptr_array_unref(file->forms);
    g_free(file);
}

void reading_begin(struct reading *reading, const struct message *message, const struct body *body,
                   bool explain)
{
    *reading = (struct reading){
        .message = message,
        .body = body,
        .found = g_ptr_array_new_with_free_func(found_free),
        .files = g_ptr_array_new_with_free_func(file_free),
        .unread = json_array(),
        .explanation = explain ? g_string_new(NULL) : NULL,
    };
}

void reading_end(struct reading *reading)
{
    g_ptr_array_unref(reading->found);
    g_ptr_array_unref(reading->files);
    json_decref(reading->unread);
    if (reading->explanation)
        g_string_free(reading->explanation, TRUE);
}

void reading_unread(struct reading *reading, const char *part, const char *filename, const char *format,
                    const char *where, const char *why)
{
    json_t *entry = json_object(), *other;
    json_set_text(entry, "part", part);
    json_set_text(entry, "filename", filename);
    json_set_text(entry, "format", format);
    /* Wherever the numbers stood in the part, they are named once. */
    json_set_text(entry, "where", strcmp(why, IDENTITY_NUMBER) == 0 ? NULL : where);
    json_set_text(entry, "why", why);
    size_t index;
    bool known = json_array_size(reading->unread) >= MAX_UNREAD;
    json_array_foreach(reading->unread, index, other) {
        known = known || json_equal(entry, other);
    }
    if (!known)
        json_array_append(reading->unread, entry);
    json_decref(entry);
}

static void document_unread(struct reading *reading, const struct document *document, const char *where,
                            const char *why)
{
    if (!document->part->decoration)
        reading_unread(reading, document->part->number, document->filename, document->format, where, why);
}

/* The ISO date of the mail, or NULL. Caller owns it. */
static char *sent_on(const struct reading *reading)
{
    const char *date = reading->message->date;
    return date ? g_strndup(date, strlen("2026-01-12")) : NULL;
}

/* What stands around every document of the mail; borrows from the reading and `sent`. */
static struct surroundings surroundings_of(const struct reading *reading, const char *sent)
{
    return (struct surroundings){
        .subject = reading->message->subject,
        .note = reading->body->text,
        .sent = sent,
        .explanation = reading->explanation,
    };
}

/* The forms in a sheet; a text of this mail itself is no note to itself. */
static GPtrArray *recognise_document(struct reading *reading, const struct document *document,
                                     const struct sheet *sheet)
{
    g_autofree char *sent = sent_on(reading);
    struct surroundings around = surroundings_of(reading, sent);
    around.filename = document->filename;
    if (document->part->body && document->part->mail == 0)
        around.note = NULL;
    if (reading->explanation) {
        g_autofree char *grid = sheet_print(sheet);
        g_string_append_printf(reading->explanation, "=== part %s, %s, %s\n%s\n", document->part->number,
                               document->filename ? document->filename : "no file name", document->format,
                               grid);
    }
    return recognise(sheet, &around);
}

static json_t *source_of(const struct document *document)
{
    json_t *source = json_object();
    json_set_text(source, "part", document->part->number);
    json_set_text(source, "filename", document->filename);
    json_set_text(source, "format", document->format);
    if (!document->part->body) {
        g_autofree char *sum = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, document->content);
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

static void add_forms(struct reading *reading, const struct document *document, const GPtrArray *forms)
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

/* `declared` is the MIME type that the mail gives the file, or NULL. */
static void read_file(struct reading *reading, struct document document, const char *declared)
{
    const struct format *format = format_of(document.content, document.filename, declared);
    document.format = format->name;
    if (!format->read) {
        document_unread(reading, &document, NULL,
                        format->why ? format->why : "no reader for this kind of file");
        return;
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(sheet_t) sheet = format->read(document.content, &error);
    if (!sheet) {
        document_unread(reading, &document, NULL, error->message);
        return;
    }
    struct file *file = g_new0(struct file, 1);
    file->document = document;
    file->document.content = g_bytes_ref(document.content);
    file->document.filename = file->filename = g_strdup(document.filename);
    file->forms = recognise_document(reading, &document, sheet);
    /* A large document is no part of another, and is not kept. */
    file->sheet = sheet_length(sheet) <= LONGEST_PIECE ? g_steal_pointer(&sheet) : NULL;
    g_ptr_array_add(reading->files, file);
}

static void add_file(struct reading *reading, const struct file *file)
{
    if (file->forms->len)
        add_forms(reading, &file->document, file->forms);
    else
        document_unread(reading, &file->document, NULL, "no form found");
}

/* A form that was sent in several files becomes one, of its main file; the others' own forms are in it. */
static void join_split_form(struct reading *reading)
{
    guint count = reading->files->len, main = 0;
    g_autofree struct form_piece *pieces = g_new0(struct form_piece, count + 1);
    g_autofree bool *used = g_new0(bool, count + 1);
    for (guint i = 0; i < count; i++) {
        const struct file *file = g_ptr_array_index(reading->files, i);
        if (!file->sheet)
            return;
        pieces[i] = (struct form_piece){file->sheet, file->filename, file->forms};
    }
    g_autofree char *sent = sent_on(reading);
    struct surroundings around = surroundings_of(reading, sent);
    struct form *form = split_form_join(pieces, count, &around, &main, used);
    if (!form)
        return;
    struct file *file = g_ptr_array_index(reading->files, main);
    g_ptr_array_set_size(file->forms, 0);
    g_ptr_array_add(file->forms, form);
    for (guint i = count; i > 0; i--)
        if (used[i - 1])
            g_ptr_array_remove_index(reading->files, i - 1);
}

static void add_files(struct reading *reading)
{
    join_split_form(reading);
    for (guint i = 0; i < reading->files->len; i++)
        add_file(reading, g_ptr_array_index(reading->files, i));
}

/* Attachments that hold files, by format. */
static const struct {
    const char *format;
    GPtrArray *(*open)(GBytes *file, GError **error);
} archives[] = {
    {"zip", archive_read},
    {"tnef", winmail_read},
};

static bool is_archive(const char *format)
{
    for (gsize i = 0; i < G_N_ELEMENTS(archives); i++)
        if (strcmp(archives[i].format, format) == 0)
            return true;
    return false;
}

static GPtrArray *open_archive(const struct document *document, GError **error)
{
    for (gsize i = 0; i < G_N_ELEMENTS(archives); i++)
        if (strcmp(archives[i].format, document->format) == 0)
            return archives[i].open(document->content, error);
    return NULL;
}

/* What somebody packed stays whole where it stands in another archive; a winmail.dat was no sender's wish. */
static bool may_stand_in(const char *inner, const char *outer)
{
    return strcmp(inner, "zip") == 0 && strcmp(outer, "tnef") == 0;
}

static void read_archive(struct reading *reading, const struct document *document)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) files = open_archive(document, &error);
    if (!files) {
        document_unread(reading, document, NULL, error->message);
        return;
    }
    for (guint i = 0; i < files->len; i++) {
        const struct archived_file *file = g_ptr_array_index(files, i);
        struct document inner = *document;
        inner.filename = file->name;
        inner.content = file->content;
        inner.format = format_of(file->content, file->name, NULL)->name;
        if (may_stand_in(inner.format, document->format))
            read_archive(reading, &inner);
        else if (is_archive(inner.format))
            document_unread(reading, &inner, NULL, "an archive inside an archive");
        else
            read_file(reading, inner, NULL);
    }
}

static void read_attachment(struct reading *reading, guint place)
{
    const struct part *part = g_ptr_array_index(reading->message->parts, place);
    struct document document = {
        .part = part, .place = place, .filename = part->filename, .content = part->content};
    if (part->decoration || (g_bytes_get_size(part->content) == 0 && !part->filename))
        return;
    document.format = format_of(part->content, part->filename, part->type)->name;
    if (is_archive(document.format))
        read_archive(reading, &document);
    else
        read_file(reading, document, part->type);
}

/* One text of the mail, read; the alternatives of a text are compared before one of them counts. */
struct candidate {
    struct document document;
    GPtrArray *forms;
    bool tables;
};

static void candidate_free(gpointer data)
{
    struct candidate *candidate = data;
    g_ptr_array_unref(candidate->forms);
    g_free(candidate);
}

static bool has_table(const struct sheet *sheet)
{
    for (guint i = 0; i < sheet_length(sheet); i++)
        if (sheet_block(sheet, i)->kind == BLOCK_TABLE)
            return true;
    return false;
}

static guint count_values(const json_t *value)
{
    guint count = 0;
    const char *key;
    json_t *member;
    size_t index;
    if (!json_is_object(value) && !json_is_array(value))
        return 1;
    json_object_foreach((json_t *)value, key, member) {
        count += count_values(member);
    }
    json_array_foreach(value, index, member) {
        count += count_values(member);
    }
    return count;
}

/* A covering note that names the group is no form; people, meetings or changes make one. */
static bool has_substance(const struct form *form)
{
    return form->participants->len || form->meetings->len || form->changes->len;
}

static void keep_substance(GPtrArray *forms)
{
    for (guint i = forms->len; i > 0; i--)
        if (!has_substance(g_ptr_array_index(forms, i - 1)))
            g_ptr_array_remove_index(forms, i - 1);
}

static struct candidate *read_text(struct reading *reading, const struct body_text *text, guint place)
{
    struct sheet *sheet = format_by_name(text->format)->read(text->content, NULL);
    if (!sheet)
        return NULL;
    struct candidate *candidate = g_new0(struct candidate, 1);
    candidate->document = (struct document){
        .part = text->part, .place = place, .format = text->format, .content = text->content};
    candidate->forms = recognise_document(reading, &candidate->document, sheet);
    candidate->tables = has_table(sheet);
    sheet_free(sheet);
    return candidate;
}

/* How much a branch of an alternative says; tables are read with more certainty than typed columns. */
static guint64 branch_weight(const GPtrArray *candidates, guint branch)
{
    guint64 weight = 0;
    for (guint i = 0; i < candidates->len; i++) {
        const struct candidate *candidate = g_ptr_array_index(candidates, i);
        if (candidate->document.part->branch != branch)
            continue;
        for (guint k = 0; k < candidate->forms->len; k++) {
            json_t *values = json_of_form(g_ptr_array_index(candidate->forms, k));
            weight += count_values(values) + (candidate->tables ? 1ull << 32 : 0);
            json_decref(values);
        }
    }
    return weight;
}

static guint best_branch(const GPtrArray *candidates)
{
    const struct candidate *first = g_ptr_array_index(candidates, 0);
    guint best = first->document.part->branch;
    for (guint i = 1; i < candidates->len; i++) {
        const struct candidate *other = g_ptr_array_index(candidates, i);
        if (branch_weight(candidates, other->document.part->branch) > branch_weight(candidates, best))
            best = other->document.part->branch;
    }
    return best;
}

static void add_best(struct reading *reading, const GPtrArray *candidates, bool beside_forms)
{
    guint branch = candidates->len ? best_branch(candidates) : 0;
    for (guint i = 0; i < candidates->len; i++) {
        const struct candidate *candidate = g_ptr_array_index(candidates, i);
        if (beside_forms)
            keep_substance(candidate->forms);
        if (candidate->document.part->branch == branch)
            add_forms(reading, &candidate->document, candidate->forms);
    }
}

static guint place_of(const struct message *message, const struct part *part)
{
    guint place = 0;
    g_ptr_array_find(message->parts, part, &place);
    return place;
}

/* The texts that are alternatives of each other follow each other. */
static void read_texts(struct reading *reading)
{
    const GPtrArray *texts = reading->body->texts;
    bool beside_forms = reading->found->len > 0;
    for (guint i = 0; i < texts->len;) {
        const struct body_text *first = g_ptr_array_index(texts, i);
        g_autoptr(GPtrArray) candidates = g_ptr_array_new_with_free_func(candidate_free);
        guint alternative = first->part->alternative;
        do {
            const struct body_text *text = g_ptr_array_index(texts, i);
            struct candidate *candidate = read_text(reading, text, place_of(reading->message, text->part));
            if (candidate)
                g_ptr_array_add(candidates, candidate);
            i++;
        } while (alternative && i < texts->len &&
                 ((const struct body_text *)g_ptr_array_index(texts, i))->part->alternative == alternative);
        add_best(reading, candidates, beside_forms);
    }
}

static bool has_attachment(const struct message *message)
{
    for (guint i = 0; i < message->parts->len; i++) {
        const struct part *part = g_ptr_array_index(message->parts, i);
        if (!part->body && !part->decoration)
            return true;
    }
    return false;
}

/* Some mail programs put a file on a server, and a link to it in the mail. */
static void look_for_link(struct reading *reading)
{
    const GPtrArray *texts = reading->body->texts;
    if (reading->found->len || reading->message->automatic || has_attachment(reading->message))
        return;
    for (guint i = 0; i < texts->len; i++) {
        const struct body_text *text = g_ptr_array_index(texts, i);
        if (!file_link_stands_in(text->content))
            continue;
        reading_unread(reading, text->part->number, NULL, NULL, NULL, "link instead of a file");
        return;
    }
}

void reading_run(struct reading *reading)
{
    const GPtrArray *parts = reading->message->parts;
    if (reading->message->bounce) /* what is in it came from us */
        return;
    for (guint i = 0; i < parts->len; i++)
        if (!((const struct part *)g_ptr_array_index(parts, i))->body)
            read_attachment(reading, i);
    add_files(reading);
    if (!reading->message->automatic) /* a newsletter's programme is nobody's form */
        read_texts(reading);
    look_for_link(reading);
    for (guint i = 0; i < reading->message->skipped->len; i++)
        reading_unread(reading, "TEXT", NULL, NULL, NULL, g_ptr_array_index(reading->message->skipped, i));
}

static gint by_place(gconstpointer a, gconstpointer b)
{
    const struct found *one = *(struct found *const *)a, *other = *(struct found *const *)b;
    return (one->place > other->place) - (one->place < other->place);
}

json_t *reading_forms(struct reading *reading)
{
    json_t *forms = json_array();
    g_ptr_array_sort(reading->found, by_place); /* stable: forms of one document keep their order */
    for (guint i = 0; i < reading->found->len; i++)
        json_array_append(forms, ((const struct found *)g_ptr_array_index(reading->found, i))->form);
    return forms;
}
