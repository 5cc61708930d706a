#include "parser/headers.h"

#include "base/pattern.h"
#include "base/text.h"
#include "parser/authentication.h"
#include "parser/automatic.h"

#include <string.h>

#define MAX_HEADER    2000 /* bytes of a decoded header that anybody reads */
#define MAX_ADDRESSES 100

/* Tidied and bounded; NULL where nothing is left. */
static char *header_text(const char *decoded)
{
    g_autofree char *tidy = text_tidy(decoded);
    if (!tidy || !*tidy)
        return NULL;
    if (strlen(tidy) > MAX_HEADER)
        *g_utf8_find_prev_char(tidy, tidy + MAX_HEADER) = '\0';
    return g_steal_pointer(&tidy);
}

static guint count_headers(GMimeMessage *mime, const char *name)
{
    GMimeHeaderList *list = g_mime_object_get_header_list(GMIME_OBJECT(mime));
    guint found = 0;
    for (int i = 0; i < g_mime_header_list_get_count(list); i++) {
        const char *other = g_mime_header_get_name(g_mime_header_list_get_header_at(list, i));
        found += other && g_ascii_strcasecmp(other, name) == 0;
    }
    return found;
}

/* Every mailbox in the list, members of groups too. */
static void collect_mailboxes(InternetAddressList *list, GPtrArray *mailboxes, guint depth)
{
    for (int i = 0; list && i < internet_address_list_length(list) && mailboxes->len < MAX_ADDRESSES; i++) {
        InternetAddress *address = internet_address_list_get_address(list, i);
        if (INTERNET_ADDRESS_IS_MAILBOX(address))
            g_ptr_array_add(mailboxes, address);
        else if (INTERNET_ADDRESS_IS_GROUP(address) && depth < 2)
            collect_mailboxes(internet_address_group_get_members(INTERNET_ADDRESS_GROUP(address)), mailboxes,
                              depth + 1);
    }
}

/* Domains in their ASCII form, so that letters of other alphabets cannot look like others. */
static char *mailbox_address(InternetAddress *address)
{
    g_autofree char *email =
        text_tidy(internet_address_mailbox_get_idn_addr(INTERNET_ADDRESS_MAILBOX(address)));
    return text_is_address(email) ? g_steal_pointer(&email) : NULL;
}

/* "Nordmann, Kari" is how directories write Kari Nordmann. */
static char *author_name(InternetAddress *author)
{
    g_autofree char *name = header_text(internet_address_get_name(author));
    static const char directory[] = "^([^\\s,]+(?: [^\\s,]+)?), (\\p{Lu}[^\\s,]+(?: \\p{Lu}[^\\s,]*)?)$";
    return name ? g_regex_replace(pattern(directory, 0), name, -1, 0, "\\2 \\1", 0, NULL) : NULL;
}

/* What GMime reads and other programs read otherwise, so that nobody knows whose the mail is:
 * "kari@example.no.", a bracket that is not closed (a NUL may have ended the line), and a second address
 * behind a semicolon. */
static bool is_read_in_two_ways(GMimeMessage *mime)
{
    return pattern_found("@[^\\s<>,;]*\\.\\s*(?:$|[>(,;])|<[^>]*$|@[^\\s<>,;\"]*>?\\s*;[^;]*@", G_REGEX_RAW,
                         g_mime_object_get_header(GMIME_OBJECT(mime), "From"));
}

/* The author's address, if it stands in the mail letter by letter, or with its domain in letters of other
 * alphabets: signs that become others by being tidied ("kari@example\u3002no", blanks of no width) look like
 * an address that it is not. */
static char *author_address(InternetAddress *author)
{
    g_autofree char *email = mailbox_address(author);
    const char *written = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(author));
    if (!email || !written)
        return NULL;
    const char *domain = strrchr(email, '@') + 1;
    gsize local = (gsize)(domain - email);
    g_autofree char *spelt = g_hostname_to_unicode(domain);
    bool same = strncmp(email, written, local) == 0 &&
                (strcmp(domain, written + local) == 0 || g_strcmp0(spelt, written + local) == 0);
    return same ? g_steal_pointer(&email) : NULL;
}

/* Two authors, or two From headers, are nobody whom we could answer: servers and people would
 * disagree about who wrote the mail. */
static void read_from(GMimeMessage *mime, struct message *message)
{
    g_autoptr(GPtrArray) authors = g_ptr_array_new();
    collect_mailboxes(g_mime_message_get_from(mime), authors, 0);
    if (authors->len != 1 || count_headers(mime, "From") != 1)
        return;
    InternetAddress *author = g_ptr_array_index(authors, 0);
    message->from_email = is_read_in_two_ways(mime) ? NULL : author_address(author);
    message->from_name = author_name(author);
}

static void read_to(GMimeMessage *mime, struct message *message)
{
    g_autoptr(GPtrArray) mailboxes = g_ptr_array_new();
    collect_mailboxes(g_mime_message_get_to(mime), mailboxes, 0);
    for (guint i = 0; i < mailboxes->len; i++) {
        char *address = mailbox_address(g_ptr_array_index(mailboxes, i));
        if (address)
            g_ptr_array_add(message->to, address);
    }
}

static char *message_id(GMimeMessage *mime)
{
    g_autofree char *raw = header_text(g_mime_object_get_header(GMIME_OBJECT(mime), "Message-ID"));
    const char *id = g_mime_message_get_message_id(mime);
    if (id && *id && strlen(id) < MAX_HEADER && g_utf8_validate(id, -1, NULL) && !strpbrk(id, " \t\r\n<>"))
        return g_strdup_printf("<%s>", id);
    return g_steal_pointer(&raw);
}

static void add_references(const char *header, bool last_only, GPtrArray *ids)
{
    if (!header)
        return;
    GMimeReferences *references = g_mime_references_parse(NULL, header);
    int length = g_mime_references_length(references);
    for (int i = last_only ? MAX(0, length - 1) : 0; i < length && ids->len < MAX_ADDRESSES; i++) {
        const char *id = g_mime_references_get_message_id(references, i);
        if (id && *id && strlen(id) < MAX_HEADER && g_utf8_validate(id, -1, NULL))
            g_ptr_array_add(ids, g_strdup_printf("<%s>", id));
    }
    g_mime_references_free(references);
}

static bool is_forward(const char *subject)
{
    static const char *const prefixes[] = {"vs:", "vs :", "fw:", "fwd:", "videresendt:", "vidaresend:"};
    g_autofree char *folded = text_fold(subject);
    for (guint i = 0; folded && i < G_N_ELEMENTS(prefixes); i++)
        if (g_str_has_prefix(folded, prefixes[i]))
            return true;
    return false;
}

/* Some clients write References alone; a forwarded mail has them as well, and answers nobody. */
static void read_in_reply_to(GMimeMessage *mime, struct message *message)
{
    GMimeObject *object = GMIME_OBJECT(mime);
    add_references(g_mime_object_get_header(object, "In-Reply-To"), false, message->in_reply_to);
    if (!message->in_reply_to->len && !is_forward(message->subject))
        add_references(g_mime_object_get_header(object, "References"), true, message->in_reply_to);
}

/* A date without the month's name is no mail date, and its order of day and month a guess. */
static char *iso_date(GMimeMessage *mime)
{
    const char *written = g_mime_object_get_header(GMIME_OBJECT(mime), "Date");
    GDateTime *date = g_mime_message_get_date(mime);
    if (!date || !pattern_found("\\b[0-9]{1,2}[ -]+[a-z]{3}", G_REGEX_CASELESS | G_REGEX_RAW, written) ||
        g_date_time_get_year(date) < 1970 || g_date_time_get_year(date) > 9999)
        return NULL;
    return g_date_time_format(date, "%Y-%m-%dT%H:%M:%S%:z");
}

void headers_read(GMimeMessage *mime, struct message *message)
{
    read_from(mime, message);
    read_to(mime, message);
    message->id = message_id(mime);
    message->subject = header_text(g_mime_message_get_subject(mime));
    char *bare = reference_take(message->subject, &message->reference);
    if (bare) {
        g_free(message->subject);
        message->subject = bare;
    }
    message->date = iso_date(mime);
    read_in_reply_to(mime, message);
    message->bounce = is_bounce(mime, message);
    message->automatic = message->bounce || is_automatic(mime, message);
    authentication_read(g_mime_object_get_header(GMIME_OBJECT(mime), "Authentication-Results"), message);
}
