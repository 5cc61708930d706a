#include "parser/message.h"

#include "base/pattern.h"
#include "base/text.h"
#include "parser/decoration.h"
#include "parser/encoded_words.h"
#include "parser/headers.h"

#include <gmime/gmime.h>
#include <string.h>

#define MAX_GARBAGE    5          /* lines */
#define MAX_ENCLOSED   100        /* mails in a mail whose Message-IDs are kept */
#define MAX_MESSAGE_ID 250        /* bytes of the Message-ID of an enclosed mail */
#define MAX_HEADERS    (1u << 20) /* bytes of all headers of the mail; GMime needs a hundred times as many */

/* Where the walk through the MIME tree stands. */
struct place {
    const char *number; /* of the part that is looked at */
    guint depth, mail, alternative, branch;
    bool in_alternative; /* the part is itself one of the alternatives */
};

/* What the walk gathers. */
struct walk {
    struct message *message;
    GPtrArray *content_ids; /* of char *, one a part, or NULL */
    GArray *embedded;       /* of gboolean, one a part: inline, or a picture with a mail program's own name */
    guint mails, alternatives;
};

static void walk_object(struct walk *walk, GMimeObject *object, struct place place);

static GMimeParserOptions *permissive_options(void)
{
    const char *charsets[] = {"utf-8", "windows-1252", NULL};
    GMimeParserOptions *options = g_mime_parser_options_new();
    g_mime_parser_options_set_address_compliance_mode(options, GMIME_RFC_COMPLIANCE_LOOSE);
    g_mime_parser_options_set_parameter_compliance_mode(options, GMIME_RFC_COMPLIANCE_LOOSE);
    g_mime_parser_options_set_rfc2047_compliance_mode(options, GMIME_RFC_COMPLIANCE_LOOSE);
    g_mime_parser_options_set_fallback_charsets(options, charsets);
    return options;
}

void message_prepare(void)
{
    g_mime_init();
}

static GMimeMessage *construct(const char *bytes, gsize length)
{
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, length);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeParserOptions *options = permissive_options();
    GMimeMessage *mime = g_mime_parser_construct_message(parser, options);
    g_mime_parser_options_free(options);
    g_object_unref(parser);
    g_object_unref(stream);
    return mime;
}

/* GMime wants a header in the first line; some lines before it are passed over. NULL where none comes. */
static GMimeMessage *parse_mime(GBytes *raw)
{
    gsize length;
    g_autoptr(GBytes) mail = encoded_words_join(raw);
    const char *bytes = g_bytes_get_data(mail, &length);
    GMimeMessage *mime = length ? construct(bytes, length) : NULL;
    for (guint i = 0; i < MAX_GARBAGE && !mime && length; i++) {
        const char *end = memchr(bytes, '\n', length);
        gsize line = end ? (gsize)(end - bytes) + 1 : length;
        bytes += line;
        length -= line;
        mime = length && !strchr("\r\n", *bytes) ? construct(bytes, length) : NULL;
    }
    return mime;
}

static void part_free(gpointer data)
{
    struct part *part = data;
    g_free(part->number);
    g_free(part->filename);
    g_free(part->type);
    g_free(part->charset);
    g_bytes_unref(part->content);
    g_free(part);
}

static void skip(struct walk *walk, const char *why)
{
    if (!g_ptr_array_find_with_equal_func(walk->message->skipped, why, g_str_equal, NULL))
        g_ptr_array_add(walk->message->skipped, g_strdup(why));
}

static GBytes *stream_bytes(GMimeStream *stream)
{
    GByteArray *array = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    return g_bytes_new(array->data, array->len);
}

static GBytes *decoded_content(GMimePart *part)
{
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    if (!content)
        return g_bytes_new(NULL, 0);
    GMimeStream *stream = g_mime_stream_mem_new();
    g_mime_data_wrapper_write_to_stream(content, stream);
    GBytes *bytes = stream_bytes(stream);
    g_object_unref(stream);
    return bytes;
}

/* A part that GMime keeps as an object: a bounced mail's own headers, and the like. */
static GBytes *raw_content(GMimeObject *object)
{
    GMimeStream *stream = g_mime_stream_mem_new();
    g_mime_object_write_content_to_stream(object, NULL, stream);
    GBytes *bytes = stream_bytes(stream);
    g_object_unref(stream);
    return bytes;
}

static char *declared_type(GMimeObject *object)
{
    GMimeContentType *type = g_mime_object_get_content_type(object);
    g_autofree char *name = type ? g_mime_content_type_get_mime_type(type) : NULL;
    g_autofree char *valid = name && g_utf8_validate(name, -1, NULL) ? g_ascii_strdown(name, -1) : NULL;
    return valid ? g_steal_pointer(&valid) : g_strdup("application/octet-stream");
}

/* NULL where there is none. */
static char *file_name(GMimeObject *object)
{
    const char *name = g_mime_object_get_content_disposition_parameter(object, "filename");
    if (!name || !*name)
        name = g_mime_object_get_content_type_parameter(object, "name");
    if (!name || !*name)
        return NULL;
    /* Encoded words inside a quoted parameter, also ones that are cut in pieces, are not MIME, but mail. */
    g_autofree char *decoded = strstr(name, "=?") ? g_mime_utils_header_decode_text(NULL, name) : NULL;
    g_autofree char *text = text_decode(decoded ? decoded : name, strlen(decoded ? decoded : name));
    return text_file_name(text);
}

static bool parameter_is(GMimeObject *object, const char *name, const char *value)
{
    const char *given = g_mime_object_get_content_type_parameter(object, name);
    return given && g_ascii_strcasecmp(given, value) == 0;
}

static bool disposition_is(GMimeObject *object, const char *value)
{
    const char *given = g_mime_object_get_disposition(object);
    return given && g_ascii_strcasecmp(given, value) == 0;
}

/* Outlook calls the pictures of a text image001.png and so on, however it attaches them. */
static bool has_generated_name(const char *filename)
{
    return pattern_found("^(image|outlook-)[0-9a-z_-]*\\.(png|jpe?g|gif)$", G_REGEX_CASELESS, filename);
}

/* Alternatives of the text that no reader needs: for watches, for AMP; an invitation is none of them. */
static bool is_other_alternative(const struct part *part, const struct place *place)
{
    return place->in_alternative && g_str_has_prefix(part->type, "text/") && !part->body &&
           strcmp(part->type, "text/calendar") != 0;
}

static void add_part(struct walk *walk, GMimeObject *object, GBytes *content, const char *type,
                     const struct place *place)
{
    struct part *part = g_new0(struct part, 1);
    part->number = g_strdup(place->number);
    part->filename = file_name(object);
    part->type = type ? g_strdup(type) : declared_type(object);
    part->charset = g_strdup(g_mime_object_get_content_type_parameter(object, "charset"));
    part->content = content;
    part->mail = place->mail;
    part->alternative = place->alternative;
    part->branch = place->branch;
    bool text = strcmp(part->type, "text/plain") == 0 || strcmp(part->type, "text/html") == 0;
    part->body = text && !disposition_is(object, "attachment") && (!part->filename || place->in_alternative);
    part->flowed = parameter_is(object, "format", "flowed");
    part->delsp = parameter_is(object, "delsp", "yes");
    part->decoration = is_wrapping(part->type) || is_other_alternative(part, place);
    g_ptr_array_add(walk->message->parts, part);
    gboolean embedded = disposition_is(object, "inline") || has_generated_name(part->filename);
    g_array_append_val(walk->embedded, embedded);
    g_ptr_array_add(walk->content_ids, g_strdup(g_mime_object_get_content_id(object)));
}

static bool is_encoded_mail(GMimeObject *object, const char *filename)
{
    GMimeContentType *type = g_mime_object_get_content_type(object);
    if (type && g_mime_content_type_is_type(type, "message", "rfc822"))
        return true;
    g_autofree char *name = text_fold(filename);
    return name && g_str_has_suffix(name, ".eml");
}

/* The leaves of a forwarded mail are numbered below the part that holds it. */
static void walk_mail(struct walk *walk, GMimeMessage *mime, struct place place)
{
    GMimeObject *content = mime ? g_mime_message_get_mime_part(mime) : NULL;
    if (!content)
        return;
    g_autofree char *first = place.number ? g_strdup_printf("%s.1", place.number) : g_strdup("1");
    if (!GMIME_IS_MULTIPART(content))
        place.number = first;
    place.alternative = place.branch = 0;
    place.in_alternative = false;
    walk_object(walk, content, place);
}

static void note_enclosed(struct walk *walk, GMimeMessage *mime)
{
    const char *id = mime ? g_mime_message_get_message_id(mime) : NULL;
    if (walk->message->enclosed->len < MAX_ENCLOSED && id && *id && strlen(id) < MAX_MESSAGE_ID &&
        g_utf8_validate(id, -1, NULL))
        g_ptr_array_add(walk->message->enclosed, g_strdup_printf("<%s>", id));
}

static void walk_forwarded(struct walk *walk, GMimeMessage *mime, struct place place)
{
    note_enclosed(walk, mime);
    place.mail = ++walk->mails;
    walk_mail(walk, mime, place);
}

static void walk_leaf(struct walk *walk, GMimePart *leaf, struct place place)
{
    GMimeObject *object = GMIME_OBJECT(leaf);
    g_autofree char *filename = file_name(object);
    GBytes *content = decoded_content(leaf);
    if (is_encoded_mail(object, filename)) {
        GMimeMessage *inner = parse_mime(content);
        guint before = walk->message->parts->len;
        walk_forwarded(walk, inner, place);
        g_clear_object(&inner);
        if (walk->message->parts->len > before) {
            g_bytes_unref(content);
            return;
        }
    }
    add_part(walk, object, content, NULL, &place);
}

/* A multipart whose boundary never comes: its text stands before the first part. */
static void walk_broken_multipart(struct walk *walk, GMimeMultipart *multipart, struct place place)
{
    const char *prologue = g_mime_multipart_get_prologue(multipart);
    if (prologue && *prologue)
        add_part(walk, GMIME_OBJECT(multipart), g_bytes_new(prologue, strlen(prologue)), "text/plain",
                 &place);
}

static void walk_multipart(struct walk *walk, GMimeMultipart *multipart, struct place place)
{
    int count = g_mime_multipart_get_count(multipart);
    GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(multipart));
    bool alternative = g_mime_content_type_is_type(type, "multipart", "alternative");
    bool outermost = alternative && !place.alternative;
    if (outermost)
        place.alternative = ++walk->alternatives;
    const char *number = place.number;
    if (count == 0) {
        place.number = number ? number : "1";
        walk_broken_multipart(walk, multipart, place);
    }
    for (int i = 0; i < count; i++) {
        if (walk->message->parts->len >= MESSAGE_MAX_PARTS) {
            skip(walk, "too many parts");
            return;
        }
        g_autofree char *child =
            number ? g_strdup_printf("%s.%d", number, i + 1) : g_strdup_printf("%d", i + 1);
        place.number = child;
        place.in_alternative = alternative;
        if (outermost)
            place.branch = (guint)i + 1;
        walk_object(walk, g_mime_multipart_get_part(multipart, i), place);
    }
}

static void walk_object(struct walk *walk, GMimeObject *object, struct place place)
{
    if (place.depth++ >= MESSAGE_MAX_DEPTH) {
        skip(walk, "parts nested too deeply");
    } else if (walk->message->parts->len >= MESSAGE_MAX_PARTS) {
        skip(walk, "too many parts");
    } else if (GMIME_IS_MULTIPART(object)) {
        walk_multipart(walk, GMIME_MULTIPART(object), place);
    } else if (GMIME_IS_MESSAGE_PART(object)) {
        walk_forwarded(walk, g_mime_message_part_get_message(GMIME_MESSAGE_PART(object)), place);
    } else if (GMIME_IS_PART(object)) {
        walk_leaf(walk, GMIME_PART(object), place);
    } else {
        add_part(walk, object, raw_content(object), NULL, &place);
    }
}

static bool is_shown(const struct walk *walk, const char *content_id)
{
    for (guint i = 0; content_id && i < walk->message->parts->len; i++) {
        const struct part *part = g_ptr_array_index(walk->message->parts, i);
        if (part->body && strcmp(part->type, "text/html") == 0 && html_shows(part->content, content_id))
            return true;
    }
    return false;
}

/* Known only when all parts are: the text that shows a picture may come after it. */
static void find_decoration(struct walk *walk)
{
    for (guint i = 0; i < walk->message->parts->len; i++) {
        struct part *part = g_ptr_array_index(walk->message->parts, i);
        if (g_str_has_prefix(part->type, "image/") && is_small_picture(part->content) &&
            (g_array_index(walk->embedded, gboolean, i) ||
             is_shown(walk, g_ptr_array_index(walk->content_ids, i))))
            part->decoration = true;
    }
}

static struct message *message_new(void)
{
    struct message *message = g_new0(struct message, 1);
    message->to = g_ptr_array_new_with_free_func(g_free);
    message->in_reply_to = g_ptr_array_new_with_free_func(g_free);
    message->parts = g_ptr_array_new_with_free_func(part_free);
    message->skipped = g_ptr_array_new_with_free_func(g_free);
    message->enclosed = g_ptr_array_new_with_free_func(g_free);
    return message;
}

static bool has_short_headers(GBytes *raw)
{
    gsize length;
    const char *bytes = g_bytes_get_data(raw, &length);
    return length <= MAX_HEADERS || memmem(bytes, MAX_HEADERS, "\n\n", 2) ||
           memmem(bytes, MAX_HEADERS, "\n\r\n", 3);
}

struct message *message_read(GBytes *raw, GError **error)
{
    if (!has_short_headers(raw)) {
        fail(error, ERROR_INPUT, "not a mail: headers of more than %u bytes", MAX_HEADERS);
        return NULL;
    }
    struct message *message = message_new();
    if (g_bytes_get_size(raw) == 0)
        return message;
    GMimeMessage *mime = parse_mime(raw);
    if (!mime) {
        message_free(message);
        fail(error, ERROR_INPUT, "not a mail");
        return NULL;
    }
    headers_read(mime, message);
    struct walk walk = {.message = message};
    walk.content_ids = g_ptr_array_new_with_free_func(g_free);
    walk.embedded = g_array_new(FALSE, FALSE, sizeof(gboolean));
    walk_mail(&walk, mime, (struct place){0});
    find_decoration(&walk);
    g_ptr_array_unref(walk.content_ids);
    g_array_unref(walk.embedded);
    g_object_unref(mime);
    return message;
}

void message_free(struct message *message)
{
    if (!message)
        return;
    g_free(message->id);
    g_free(message->from_name);
    g_free(message->from_email);
    g_free(message->subject);
    g_free(message->date);
    g_free(message->authserv_id);
    g_free(message->dmarc);
    g_free(message->spf);
    g_free(message->dkim);
    g_free(message->reference.token);
    g_ptr_array_unref(message->enclosed);
    g_ptr_array_unref(message->to);
    g_ptr_array_unref(message->in_reply_to);
    g_ptr_array_unref(message->parts);
    g_ptr_array_unref(message->skipped);
    g_free(message);
}
