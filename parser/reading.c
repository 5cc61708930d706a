#include "parser/reading.h"

#include "base/text.h"
#include "parser/archive.h"
#include "parser/document.h"
#include "parser/file_link.h"
#include "parser/formats/format.h"
#include "parser/json.h"
#include "parser/split_form.h"
#include "parser/winmail.h"

#include <string.h>

#define MAX_UNREAD    1000
#define TEXT_TOO_LONG "a text of more than a letter's length"
#define LONGEST_PIECE 2000 /* blocks of a document that may be part of a form */
#define LONGEST_PLACE 600  /* bytes of what says where something was left out */

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

void reading_begin(struct reading *reading, const struct message *message, bool explain)
{
    *reading = (struct reading){
        .message = message,
        .found = g_ptr_array_new_with_free_func(found_free),
        .files = g_ptr_array_new_with_free_func(file_free),
        .unread = json_array(),
        .explanation = explain ? g_string_new(NULL) : NULL,
        .begun = clock(),
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
    json_t *entry = json_object();
    json_set_text(entry, "part", part);
    json_set_text(entry, "filename", filename);
    json_set_text(entry, "format", format);
    /* Wherever the numbers stood in the part, they are named once. */
    g_autofree char *place = strcmp(why, IDENTITY_NUMBER) == 0 ? NULL : text_shortened(where, LONGEST_PLACE);
    json_set_text(entry, "where", place);
    json_set_text(entry, "why", why);
    bool known = json_array_size(reading->unread) >= MAX_UNREAD;
    for (size_t index = 0; !known && index < json_array_size(reading->unread); index++)
        known = json_equal(entry, json_array_get(reading->unread, index));
    if (!known)
        json_array_append(reading->unread, entry);
    json_decref(entry);
}

static void read_file(struct reading *reading, struct document document, const struct format *format)
{
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
    file->forms = document_recognise(reading, &document, sheet);
    /* A large document is no part of another, and is not kept. */
    file->sheet = sheet_length(sheet) <= LONGEST_PIECE ? g_steal_pointer(&sheet) : NULL;
    g_ptr_array_add(reading->files, file);
}

static void add_file(struct reading *reading, const struct file *file)
{
    if (file->forms->len)
        document_add_forms(reading, &file->document, file->forms);
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
        inner.format = NULL;
        if (document_is_late(reading, &inner) || document_is_left_out(reading, &inner))
            continue;
        const struct format *format = format_of(file->content, file->name, NULL);
        inner.format = format->name;
        if (may_stand_in(inner.format, document->format))
            read_archive(reading, &inner);
        else if (is_archive(inner.format))
            document_unread(reading, &inner, NULL, "an archive inside an archive");
        else
            read_file(reading, inner, format);
    }
}

static void read_attachment(struct reading *reading, guint place)
{
    const struct part *part = g_ptr_array_index(reading->message->parts, place);
    struct document document = {
        .part = part, .place = place, .filename = part->filename, .content = part->content};
    if (part->decoration || (g_bytes_get_size(part->content) == 0 && !part->filename))
        return;
    if (document_is_late(reading, &document) || document_is_left_out(reading, &document))
        return;
    const struct format *format = format_of(part->content, part->filename, part->type);
    document.format = format->name;
    if (is_archive(document.format))
        read_archive(reading, &document);
    else
        read_file(reading, document, format);
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
        g_autoptr(GBytes) bytes = body_text_bytes(text);
        if (!bytes || !file_link_stands_in(bytes))
            continue;
        reading_unread(reading, text->part->number, NULL, NULL, NULL, "link instead of a file");
        return;
    }
}

void reading_run(struct reading *reading, const struct body *body)
{
    const GPtrArray *parts = reading->message->parts;
    reading->body = body;
    if (reading->message->bounce) /* what is in it came from us */
        return;
    for (guint i = 0; i < parts->len; i++)
        if (!((const struct part *)g_ptr_array_index(parts, i))->body)
            read_attachment(reading, i);
    add_files(reading);
    if (!reading->message->automatic) /* a newsletter's programme is nobody's form */
        texts_read(reading);
    look_for_link(reading);
    if (reading->body->too_long)
        reading_unread(reading, reading->body->too_long->number, NULL, NULL, NULL, TEXT_TOO_LONG);
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
