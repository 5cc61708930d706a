#include "parser/parse.h"

#include "base/supervisor.h"
#include "parser/answers.h"
#include "parser/body.h"
#include "parser/delivery.h"
#include "parser/formats/format.h"
#include "parser/identity_number.h"
#include "parser/json.h"
#include "parser/kind.h"
#include "parser/message.h"
#include "parser/note.h"
#include "parser/orders.h"
#include "parser/reading.h"

#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *first_text_part(const struct message *message)
{
    for (guint i = 0; i < message->parts->len; i++) {
        const struct part *part = g_ptr_array_index(message->parts, i);
        if (part->body && part->mail == 0)
            return part->number;
    }
    return "TEXT";
}

/* Sets what is given, without national identity numbers; one that was there is reported of its place. */
static void set_hidden(struct reading *reading, json_t *root, const char *key, json_t *value,
                       const char *part)
{
    if (!value)
        return;
    if (json_hide_identity_numbers(value))
        reading_unread(reading, part, NULL, NULL, NULL, "national identity number");
    json_object_set_new(root, key, value);
}

/* Who the mail is from and what it belongs to: all that stands in its headers. */
static json_t *head_of(struct reading *reading)
{
    json_t *head = json_object();
    set_hidden(reading, head, "message", json_of_message(reading->message), "HEADER");
    return head;
}

/* To a mail of ours, perhaps. */
static bool is_reply(const struct message *message)
{
    return message->in_reply_to->len || message->reference.token;
}

/* The sender's own words, and what they say in reply to a mail of ours. */
static json_t *words_of(struct reading *reading, const char *text)
{
    const struct message *message = reading->message;
    const char *part = first_text_part(message);
    json_t *words = json_object(), *delivery = delivery_read(message);
    set_hidden(reading, words, "text", text ? json_string(text) : NULL, part);
    if (!message->automatic && is_reply(message)) {
        set_hidden(reading, words, "answers", answers_read(text), part);
        set_hidden(reading, words, "orders", orders_read(text), part);
    }
    if (delivery)
        json_object_set_new(words, "delivery", delivery);
    return words;
}

/* What its documents hold, and what the mail is for. */
static json_t *content_of(struct reading *reading)
{
    static const char *const requests[] = {
        [REQUEST_NONE] = NULL, [REQUEST_FORM] = "form", [REQUEST_STATEMENT] = "statement"};
    const struct message *message = reading->message;
    json_t *content = json_object(), *forms = reading_forms(reading);
    bool has_forms = json_array_size(forms) > 0;
    enum request request = has_forms ? REQUEST_NONE : request_of(message->subject, reading->body->text);
    const char *kind = kind_of(message, has_forms, request);
    json_set_text(content, "kind", kind);
    if (strcmp(kind, "request") == 0 || strcmp(kind, "reply") == 0)
        json_set_text(content, "request", requests[request]);
    json_object_set_new(content, "forms", forms);
    if (has_forms && !message->automatic)
        set_hidden(reading, content, "note", note_read(reading->body->text, forms, is_reply(message)),
                   first_text_part(message));
    json_hide_identity_numbers(reading->unread);
    json_object_set(content, "unread", reading->unread);
    return content;
}

/* The members of an object, without its braces, between two texts. Takes the object over. */
static void tell_members(const struct listener *listener, const char *before, json_t *object,
                         const char *after)
{
    char *dumped = json_dumps(object, JSON_COMPACT);
    g_autofree char *members = dumped ? g_strndup(dumped + 1, strlen(dumped) - 2) : g_strdup("");
    g_autofree char *piece = g_strconcat(*members ? before : "", members, after, NULL);
    free(dumped);
    json_decref(object);
    listener->tell(piece, listener->data);
}

bool parse_mail_aloud(GBytes *raw, const struct listener *listener, GError **error)
{
    struct message *message = message_read(raw, error);
    if (!message)
        return false;
    struct reading reading;
    reading_begin(&reading, message, false);
    reading.leave_out = listener->leave_out;
    tell_members(listener, "{", head_of(&reading), "");
    struct body *body = body_read(message);
    tell_members(listener, ",", words_of(&reading, body->text), "");
    reading_run(&reading, body);
    tell_members(listener, ",", content_of(&reading), "}");
    reading_end(&reading);
    body_free(body);
    message_free(message);
    return true;
}

static void append(const char *piece, void *text)
{
    g_string_append(text, piece);
}

char *parse_mail(GBytes *raw, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const struct listener listener = {append, NULL, text};
    return parse_mail_aloud(raw, &listener, error) ? g_strdup(text->str) : NULL;
}

char *parse_mail_explained(GBytes *raw, GError **error)
{
    struct message *message = message_read(raw, error);
    if (!message)
        return NULL;
    struct body *body = body_read(message);
    struct reading reading;
    reading_begin(&reading, message, true);
    reading_run(&reading, body);
    char *hidden = identity_numbers_hide(reading.explanation->str);
    char *result = hidden ? hidden : g_strdup(reading.explanation->str);
    reading_end(&reading);
    body_free(body);
    message_free(message);
    return result;
}

/* Mails in which most is of what people write: what is compiled or loaded at its first use is used here. */
static const char sample_reply[] =
    "From: kare@example.no\nIn-Reply-To: <a@example.no>\nSubject: SV: Presensliste\n\n"
    "Hei!\n1: HPR er 1000001, 2) 18-21\n3: nei\nKan dere sende meg et skjema?\n\nHilsen\nKare\n";
static const char sample_form[] =
    "From: =?iso-8859-1?Q?K=E5re?= <kare@example.no>\n"
    "To: kontor@example.no\n"
    "Subject: VS: Presensliste\n"
    "Date: Mon, 12 Jan 2026 10:03:00 +0100\n"
    "MIME-Version: 1.0\n"
    "Content-Type: multipart/mixed; boundary=a\n\n"
    "--a\nContent-Type: multipart/alternative; boundary=b\n\n"
    "--b\nContent-Type: text/plain; charset=iso-8859-1; format=flowed\n\n"
    "Presensliste 2025\nGruppe: Vest (nr 12)\nPeriode: januar-juni 2025\n"
    "Sekret\xe6r: K\xe5re Berg, HPR 1000001, kare@example.no, tlf 22 33 44 55\n"
    "Deltakere:\n1. Ola Nordmann, HPR 1000002\nBB = Berit Bakken (1000003)\n"
    "M\xf8te 1: 3.2.2025 kl 18-21: Astma. Til stede: alle 3\n"
    "3. mars 2025, 2 timer: KOLS (BB, Ola)\nForfall: K\xe5re, HPR 1000001\n"
    "Endring fra 1.1.2025: Per Holm slutter\nMiddag betalt av gruppa\n"
    "Jeg, K\xe5re Berg, bekrefter at industrien ikke er involvert [x] ja/nei\n\nHilsen\nK\xe5re\n"
    "--b\nContent-Type: text/html; charset=windows-1252\n\n"
    "<p>Gruppe: Vest<table><tr><td>Navn<td>HPR<td>3.2.2025<td>14.5.2025<tr><td>Kari "
    "Holm<td>1000004<td>x<td>KH</table>"
    "<table><tr><td>Dato<td>Tema<td>Til stede<td>KH<tr><td>3.2.2025<td>Astma<td>Kari Holm, Ola<td>x</table>"
    "\n--b--\n"
    "--a\nContent-Type: text/csv\nContent-Disposition: attachment; filename=a.csv\n\n"
    "Gruppenummer;SG-0001\nNavn;HPR\nBerg, Kari;1000001\nHolm, Per;1000002\n"
    "Dato;Tid;Tema;Til stede\n3.2.2025;18.00-21.00;Astma;5\n"
    "--a--\n";

/* libzip turns the date of each entry into a moment. That is of no interest, but without a time zone in the
 * environment the C library looks for the system's own in its file, three times for each. */
static void settle_time_zone(void)
{
    setenv("TZ", "UTC0", true);
    tzset();
}

/* Everything that a library reads from files or compiles at first use is used once here. */
void parse_prepare(void)
{
    static const char *const samples[] = {sample_form, sample_reply};
    settle_time_zone();
    message_prepare();
    body_prepare();
    formats_prepare();
    xmlInitParser();
    for (guint i = 0; i < G_N_ELEMENTS(samples); i++) {
        g_autoptr(GBytes) raw = g_bytes_new_static(samples[i], strlen(samples[i]));
        g_free(parse_mail(raw, NULL));
    }
}

static void send_ahead(const char *piece, void *data G_GNUC_UNUSED)
{
    sandbox_send_ahead(piece);
}

static char *read_mail(GBytes *raw, GError **error)
{
    static const struct listener listener = {send_ahead, sandbox_leave_out_part, NULL};
    return parse_mail_aloud(raw, &listener, error) ? g_strdup("") : NULL;
}

struct sandbox *parse_in_sandbox(guint jobs, bool best_effort, GError **error)
{
    struct sandbox_options options = {.jobs = jobs,
                                      .best_effort = best_effort,
                                      .progress = supervisor_alive,
                                      .prepare = parse_prepare,
                                      .work = read_mail};
    return sandbox_start(&options, error);
}
