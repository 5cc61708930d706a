#include "notify/compose.h"
#include "base/text.h"

#include <gmime/gmime.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeStream, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeDataWrapper, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeObject, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeMessage, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeFormatOptions, g_mime_format_options_free)

enum {
    SUBJECT_CHARACTERS = 200,
    NAME_CHARACTERS = 100,
    FILE_CHARACTERS = 80,
    MESSAGE_ID_BYTES = 250,
    TEXT_COLUMNS = 76,
    LINE_COLUMNS = 78, /* RFC 5322's wish */
    WORD_BYTES = 39,   /* of text in an encoded word, so that the first fits the line of its header's name */
    LINE_BYTES = 998,  /* RFC 5322, without the line end */
};

/* ---- what goes into headers ---- */

/* One line of at most `most` characters. */
static char *header_text(const char *text, glong most)
{
    char *tidy = text_tidy(text);
    if (g_utf8_strlen(tidy, -1) > most) {
        char *cut = g_utf8_offset_to_pointer(tidy, most);
        *cut = '\0';
        char *shorter = g_strconcat(g_strchomp(tidy), "…", NULL);
        g_free(tidy);
        return shorter;
    }
    return tidy;
}

/* Whether a foreign Message-ID can be repeated: "<left@right>", printable ASCII, bounded. */
static bool is_message_id(const char *id)
{
    size_t length = id ? strlen(id) : 0;
    if (length < 5 || length > MESSAGE_ID_BYTES || id[0] != '<' || id[length - 1] != '>')
        return false;
    guint ats = 0;
    for (size_t i = 1; i < length - 1; i++) {
        if (id[i] <= ' ' || id[i] > '~' || strchr("<>\"\\(),:;", id[i]))
            return false;
        ats += id[i] == '@';
    }
    return ats == 1 && id[1] != '@' && id[length - 2] != '@';
}

/* The end of the next encoded word's text: whole characters, and where it can be a multiple of three bytes,
 * because some programs join neighbouring words before they decode them, and stop at the padding. */
static const char *word_end(const char *from)
{
    const char *longest = from, *unpadded = from;
    while (*longest && g_utf8_next_char(longest) - from <= WORD_BYTES) {
        longest = g_utf8_next_char(longest);
        if ((longest - from) % 3 == 0)
            unpadded = longest;
    }
    return *longest && unpadded > from ? unpadded : longest;
}

/* RFC 2047. GMime's own encoder makes words longer than the 75 bytes that the standard allows. One word a
 * line. Plain text is left as it is where it fits one line and nothing in it could be misread. */
static char *encoded_words(const char *text, gsize column, bool phrase)
{
    const char *misread = phrase ? "\"(),.:;<>@[\\]=?" : "=";
    if (g_str_is_ascii(text) && column + strlen(text) <= LINE_COLUMNS && !strpbrk(text, misread))
        return g_strdup(text);
    GString *words = g_string_new(NULL);
    for (const char *from = text; *from;) {
        const char *to = word_end(from);
        g_autofree char *base64 = g_base64_encode((const guchar *)from, (gsize)(to - from));
        g_string_append_printf(words, "%s=?UTF-8?B?%s?=", words->len ? "\n " : "", base64);
        from = to;
    }
    return g_string_free(words, FALSE);
}

char *compose_message_id(const char *purpose, const char *from, const char *const *facts)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(sum, (const guchar *)purpose, (gssize)strlen(purpose) + 1);
    for (; *facts; facts++)
        g_checksum_update(sum, (const guchar *)*facts, (gssize)strlen(*facts) + 1);
    const char *at = strrchr(from, '@');
    return g_strdup_printf("<%s.%.32s@%s>", purpose, g_checksum_get_string(sum), at ? at + 1 : "localhost");
}

/* ---- the text ---- */

/* How far the following lines of a broken list item or indented line are indented. */
static gsize hanging_indent(const char *line)
{
    gsize indent = strspn(line, " ");
    const char *p = line + indent;
    if (g_str_has_prefix(p, "- "))
        return indent + 2;
    gsize digits = strspn(p, "0123456789");
    return digits > 0 && digits < 4 && g_str_has_prefix(p + digits, ". ") ? indent + digits + 2 : indent;
}

/* A word that would change the meaning of a line that it begins: a quotation, an mbox envelope. */
static bool may_begin_line(const char *word)
{
    return *word != '>' && !g_str_has_prefix(word, "From ");
}

static void append_wrapped(GString *text, const char *line)
{
    gsize indent = MIN(hanging_indent(line), TEXT_COLUMNS / 2);
    glong column = 0;
    bool first = true;
    gsize leading = strspn(line, " ");
    g_string_append_len(text, line, (gssize)leading);
    column = (glong)leading;
    for (const char *word = line + leading; *word;) {
        gsize bytes = strcspn(word, " ");
        glong width = g_utf8_strlen(word, (gssize)bytes);
        if (!first && column + 1 + width > TEXT_COLUMNS && may_begin_line(word)) {
            g_string_append_c(text, '\n');
            for (gsize i = 0; i < indent; i++)
                g_string_append_c(text, ' ');
            column = (glong)indent;
        } else if (!first) {
            g_string_append_c(text, ' ');
            column++;
        }
        g_string_append_len(text, word, (gssize)bytes);
        column += width;
        first = false;
        word += bytes;
        word += strspn(word, " ");
    }
    g_string_append_c(text, '\n');
}

/* Lines of at most TEXT_COLUMNS where there are blanks to break at. */
static char *wrap_text(const char *text)
{
    GString *wrapped = g_string_sized_new(strlen(text) + strlen(text) / 40);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    guint count = g_strv_length(lines);
    if (count > 0 && !*lines[count - 1])
        count--;
    for (guint i = 0; i < count; i++)
        append_wrapped(wrapped, lines[i]);
    return g_string_free(wrapped, FALSE);
}

/* ---- parts ---- */

/* A part whose content is given as bytes; encoded as said, whatever they are. */
static GMimePart *part_of(const char *type, const char *subtype, const void *bytes, gsize size,
                          GMimeContentEncoding encoding)
{
    GMimePart *part = g_mime_part_new_with_type(type, subtype);
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new_with_buffer(bytes, size);
    g_autoptr(GMimeDataWrapper) wrapper =
        g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
    g_mime_part_set_content(part, wrapper);
    g_mime_part_set_content_encoding(part, encoding);
    return part;
}

static GMimeObject *text_part(const char *subtype, const char *text)
{
    GMimePart *part = part_of("text", subtype, text, strlen(text), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", "utf-8");
    return GMIME_OBJECT(part);
}

/* Boundaries follow from the Message-ID, which follows from a hash of what is inside: no content can contain
 * them. */
static GMimeMultipart *multipart(const char *subtype, const char *message_id)
{
    GMimeMultipart *parts = g_mime_multipart_new_with_subtype(subtype);
    g_autofree char *seed = g_strconcat(subtype, message_id, NULL);
    g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, seed, -1);
    g_autofree char *boundary = g_strdup_printf("=_%.32s", sum);
    g_mime_multipart_set_boundary(parts, boundary);
    return parts;
}

/* The original with LF line ends, where RFC 2046 lets it stand unencoded in message/rfc822; else NULL. */
static GBytes *seven_bit_original(GBytes *original)
{
    gsize size, line = 0;
    const char *bytes = g_bytes_get_data(original, &size);
    g_autoptr(GByteArray) clean = g_byte_array_sized_new((guint)size);
    for (gsize i = 0; i < size; i++) {
        bool line_end = bytes[i] == '\r' && i + 1 < size && bytes[i + 1] == '\n';
        if (line_end)
            continue;
        line = bytes[i] == '\n' ? 0 : line + 1;
        if (bytes[i] == '\0' || bytes[i] == '\r' || bytes[i] & 0x80 || line > LINE_BYTES)
            return NULL;
        g_byte_array_append(clean, (const guint8 *)&bytes[i], 1);
    }
    return g_byte_array_free_to_bytes(g_steal_pointer(&clean));
}

/* message/rfc822 must not be encoded, and eight-bit content must not be sent unasked: such an original goes
 * as a file. */
static GMimePart *original_part(GBytes *original)
{
    gsize size;
    g_autoptr(GBytes) plain = seven_bit_original(original);
    const void *bytes = g_bytes_get_data(plain ? plain : original, &size);
    return plain ? part_of("message", "rfc822", bytes, size, GMIME_CONTENT_ENCODING_7BIT)
                 : part_of("application", "octet-stream", bytes, size, GMIME_CONTENT_ENCODING_BASE64);
}

static GMimePart *file_part(const struct attachment *attachment)
{
    gsize size;
    const void *bytes = g_bytes_get_data(attachment->bytes, &size);
    g_auto(GStrv) type = g_strsplit(attachment->type, "/", 2);
    return part_of(type[0], type[1], bytes, size, GMIME_CONTENT_ENCODING_BASE64);
}

/* Letters, digits, blanks and the likes of "-": nothing that is a path, or hides what the file is. */
static char *file_name(const char *text)
{
    g_autofree char *tidy = header_text(text, FILE_CHARACTERS);
    GString *name = g_string_new(NULL);
    for (const char *p = tidy; *p; p = g_utf8_next_char(p)) {
        gunichar letter = g_utf8_get_char(p);
        bool sound = g_unichar_isalnum(letter) || (letter < 128 && strchr(" -_.()", (int)letter));
        g_string_append_unichar(name, sound ? letter : '-');
    }
    return g_string_free(name, FALSE);
}

static GMimeObject *attachment_part(const struct attachment *attachment)
{
    bool mail = strcmp(attachment->type, ATTACHED_MAIL) == 0;
    GMimePart *part = mail ? original_part(attachment->bytes) : file_part(attachment);
    g_autofree char *name = file_name(attachment->name);
    g_mime_object_set_disposition(GMIME_OBJECT(part), "attachment");
    g_mime_part_set_filename(part, name);
    return GMIME_OBJECT(part);
}

void attachment_free(struct attachment *attachment)
{
    if (!attachment)
        return;
    g_free(attachment->name);
    g_free(attachment->type);
    g_clear_pointer(&attachment->bytes, g_bytes_unref);
    g_free(attachment);
}

static void add_part(GMimeMultipart *parts, GMimeObject *part)
{
    g_mime_multipart_add(parts, part);
    g_object_unref(part);
}

/* The mail's content: text, text and HTML alternatives, and around them what is attached. */
static GMimeObject *content(const struct composition *mail)
{
    g_autofree char *wrapped = wrap_text(mail->text);
    GMimeObject *body = text_part("plain", wrapped);
    if (mail->html) {
        GMimeMultipart *alternatives = multipart("alternative", mail->message_id);
        add_part(alternatives, body);
        add_part(alternatives, text_part("html", mail->html));
        body = GMIME_OBJECT(alternatives);
    }
    guint attachments = mail->attachments ? mail->attachments->len : 0;
    if (attachments > 0) {
        GMimeMultipart *mixed = multipart("mixed", mail->message_id);
        add_part(mixed, body);
        for (guint i = 0; i < attachments; i++)
            add_part(mixed, attachment_part(mail->attachments->pdata[i]));
        body = GMIME_OBJECT(mixed);
    }
    return body;
}

/* ---- the mail ---- */

static void set_raw_header(GMimeMessage *message, const char *name, const char *value)
{
    GMimeHeaderList *headers = g_mime_object_get_header_list(GMIME_OBJECT(message));
    g_mime_header_list_set(headers, name, "", NULL);
    g_mime_header_set_raw_value(g_mime_header_list_get_header(headers, name), value);
}

static void set_headers(GMimeMessage *message, const struct composition *mail)
{
    GMimeObject *headers = GMIME_OBJECT(message);
    g_autofree char *name = header_text(mail->from_name, NAME_CHARACTERS);
    g_autofree char *phrase = encoded_words(name, strlen("From: "), true);
    g_autofree char *from = g_strdup_printf(" %s%s<%s>\n", phrase, *phrase ? "\n " : "", mail->from);
    set_raw_header(message, "From", from);
    g_autofree char *to = g_strdup_printf(" %s\n", mail->to);
    set_raw_header(message, "To", to);
    g_autofree char *words = header_text(mail->subject, SUBJECT_CHARACTERS);
    g_autofree char *line = g_strjoin(" ", words, mail->reference, NULL);
    g_autofree char *encoded = encoded_words(line, strlen("Subject: "), false);
    g_autofree char *subject = g_strdup_printf(" %s\n", encoded);
    set_raw_header(message, "Subject", subject);
    g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(mail->date);
    g_mime_message_set_date(message, date);
    g_autofree char *id = g_strdup_printf(" %s\n", mail->message_id);
    set_raw_header(message, "Message-ID", id);
    if (is_message_id(mail->answers)) {
        bool fits = strlen("In-Reply-To: ") + strlen(mail->answers) <= LINE_COLUMNS;
        g_autofree char *answers = g_strdup_printf("%s %s\n", fits ? "" : "\n", mail->answers);
        set_raw_header(message, "In-Reply-To", answers);
        set_raw_header(message, "References", answers);
    }
    g_mime_object_set_header(headers, "Auto-Submitted", mail->replied ? "auto-replied" : "auto-generated",
                             NULL);
    g_mime_object_set_header(headers, "X-Auto-Response-Suppress", "All", NULL);
    g_mime_object_set_header(headers, "Content-Language", mail->language, NULL);
}

/* Every part is encoded to lines ended by LF and free of CR, so that line ends are converted here and nowhere
 * else. */
static GBytes *with_crlf(const GByteArray *lines)
{
    GByteArray *bytes = g_byte_array_sized_new(lines->len + lines->len / 32);
    for (guint i = 0, start = 0; i < lines->len; i++) {
        if (lines->data[i] != '\n' && i + 1 < lines->len)
            continue;
        bool ended = lines->data[i] == '\n';
        g_byte_array_append(bytes, lines->data + start, i - start + !ended);
        g_byte_array_append(bytes, (const guint8 *)"\r\n", 2);
        start = i + 1;
    }
    return g_byte_array_free_to_bytes(bytes);
}

GBytes *compose_mail(const struct composition *mail, GError **error)
{
    static gsize ready = 0;
    if (!text_is_address(mail->from)) {
        fail(error, ERROR_CONFIGURATION, "'%s' cannot be the sender of mail", mail->from ? mail->from : "");
        return NULL;
    }
    if (!text_is_address(mail->to)) {
        fail(error, ERROR_SEND_REFUSED, "the recipient's address is not one to write to");
        return NULL;
    }
    if (g_once_init_enter(&ready)) {
        g_mime_init();
        g_once_init_leave(&ready, 1);
    }
    g_autoptr(GMimeMessage) message = g_mime_message_new(TRUE);
    set_headers(message, mail);
    g_autoptr(GMimeObject) body = content(mail);
    g_mime_message_set_mime_part(message, body);
    g_autoptr(GMimeFormatOptions) options = g_mime_format_options_new();
    g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_UNIX);
    GByteArray *lines = g_byte_array_new();
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new_with_byte_array(lines);
    if (g_mime_object_write_to_stream(GMIME_OBJECT(message), options, stream) < 0) {
        fail(error, ERROR_INTERNAL, "a mail could not be written");
        return NULL;
    }
    return with_crlf(lines);
}
