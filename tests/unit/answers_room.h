/* What the tests of answers share: an office with a registered group, mails that come in, and what the mails
 * say that go out. */
#pragma once

#include "notify/answers.h"
#include "rules/rules.h"
#include "store/outbox.h"
#include "tests/unit/store_room.h"

#include <gmime/gmime.h>
#include <stdio.h>
#include <string.h>

/* What a test works with: the store with a registered group, and the answers of an office. */
struct room {
    struct config config;
    struct store *store;
    struct rules *rules; /* the views read their parameters */
    struct answers *answers;
};

static const char register_of_groups[] =
    "INSERT INTO small_group (id, number, number_key, name, name_key, municipality, started_on) VALUES"
    " (1, 'SG-0101', '101', 'Smågruppe Fjordbyen', 'smågruppe fjordbyen', 'Bergen', '2020-01-01');"
    "INSERT INTO person (id, hpr, name, name_key, email) VALUES"
    " (1, '7001011', 'Kari Nordheim', 'kari nordheim', 'kari@fjordbyen.example.no'),"
    " (2, '7001022', 'Ola Bergset', 'ola bergset', 'ola@fjordbyen.example.no'),"
    " (3, '7001033', 'Ingrid Solvang', 'ingrid solvang', NULL);";

static inline void run(struct store *store, const char *sql)
{
    char *fault = NULL;
    sqlite3_exec(store_sqlite(store), sql, NULL, NULL, &fault);
    ck_assert_msg(fault == NULL, "%s: %s", sql, fault);
}

static inline struct room *new_room(void)
{
    static char *staff[] = {"kontor@example.no", "leder@example.no", NULL};
    GError *error = NULL;
    struct room *room = g_new0(struct room, 1);
    room->config.outgoing.from = "smagrupper@example.no";
    room->config.mailbox.at.user = "postkasse@example.no";
    room->config.office.name = "Enhet for primærmedisin og psykiatri";
    room->config.office.staff = staff;
    room->store = new_store();
    run(room->store, register_of_groups);
    room->rules = rules_load(room->store, NULL, &error);
    no_error(error);
    room->answers = answers_new(&room->config, &error);
    no_error(error);
    return room;
}

static inline void leave(struct room *room)
{
    answers_free(room->answers);
    rules_free(room->rules);
    store_close(room->store);
    g_free(room);
}

/* ---- mails that came in ---- */

static const char three_meetings[] =
    "[{\"date\":\"2025-02-03\",\"start\":\"18:00\",\"end\":\"21:00\",\"minutes\":180,\"topic\":\"KOLS\","
    "\"present\":[0,1,2]},"
    "{\"date\":\"2025-05-12\",\"start\":\"18:00\",\"end\":\"19:30\",\"minutes\":90,\"topic\":\"Søvn\","
    "\"present\":[0,1]},"
    "{\"date\":\"2025-09-15\",\"minutes\":90,\"topic\":\"<b>Hud</b>\",\"present\":[0,2]}]";

/* The reading of a presence list of the registered group. Caller frees. */
static inline char *presence(const char *message_id, const char *meetings)
{
    return g_strdup_printf(
        "{\"message\":{\"id\":\"%s\",\"from\":{\"name\":\"Kari\",\"email\":\"kari@fjordbyen.example.no\"},"
        "\"subject\":\"Liste\",\"date\":\"2026-01-12T10:03:00+01:00\",\"automatic\":false},\"kind\":\"form\","
        "\"forms\":[{\"form\":\"presence\",\"source\":{\"part\":\"2\",\"filename\":\"liste "
        "2025.docx\",\"format\":\"docx\","
        "\"sha256\":\"0123456789012345678901234567890123456789012345678901234567890123\"},"
        "\"group\":{\"number\":\"SG-0101\"},\"participants\":[{\"name\":\"Kari "
        "Nordheim\",\"hpr\":\"7001011\"},"
        "{\"name\":\"Ola Bergset\",\"hpr\":\"7001022\"},{\"name\":\"Ingrid Solvang\",\"hpr\":\"7001033\"}],"
        "\"meetings\":%s,\"industry_free\":true}],"
        "\"unread\":[{\"part\":\"3\",\"filename\":\"bilde.heic\",\"format\":\"heic\",\"why\":\"no reader for "
        "heic\"}]}",
        message_id, meetings);
}

static inline char *words(const char *sender, const char *kind, const char *more, const char *text)
{
    return g_strdup_printf(
        "{\"message\":{\"id\":\"<w@example.org>\",\"from\":{\"email\":\"%s\"},\"automatic\":%s},"
        "\"kind\":\"%s\",\"text\":\"%s\",\"unread\":[]}",
        sender, more, kind, text);
}

static inline gint64 reads(struct room *room, const char *uid, const char *reading)
{
    GError *error = NULL;
    g_autofree char *raw = g_strdup_printf("Subject: %s\r\n\r\nhei\r\n", uid);
    gint64 message = arrives(room->store, uid, g_intern_string(raw));
    message_load(room->store, message, reading, NULL, &error);
    no_error(error);
    return message;
}

/* As the rules would decide: `finding` is "severity|rule|meeting|text", or NULL. */
static inline gint64 is_decided(struct room *room, gint64 message, const char *decision, const char *finding)
{
    GError *error = NULL;
    g_autofree char *set = g_strdup_printf("UPDATE submission SET decision = '%s', decided_by = 'presens',"
                                           " decided_at = '2026-01-12T10:00:00Z', group_id = 1"
                                           " WHERE message = %" G_GINT64_FORMAT,
                                           decision, message);
    run(room->store, set);
    g_autofree char *who =
        g_strdup_printf("UPDATE submission_participant SET person = position + 1 WHERE submission IN"
                        " (SELECT id FROM submission WHERE message = %" G_GINT64_FORMAT ")",
                        message);
    run(room->store, who);
    if (finding) {
        g_auto(GStrv) f = g_strsplit(finding, "|", 4);
        g_autofree char *add = g_strdup_printf(
            "INSERT INTO finding (submission, position, severity, rule, meeting, about, text, asks)"
            " SELECT id, 0, '%s', '%s', %s, 'form', '%s', iif('%s' = 'industry-free', 'industry-free', NULL)"
            " FROM submission WHERE message = %" G_GINT64_FORMAT,
            f[0], f[1], *f[2] ? f[2] : "NULL", f[3], f[1], message);
        run(room->store, add);
        g_autofree char *submission = ask(room->store, "SELECT max(id) FROM submission");
        store_run(room->store, "question_update",
                  json_pack("{s:I}", "submission", (json_int_t)g_ascii_strtoll(submission, NULL, 10)), NULL,
                  &error);
        no_error(error);
    }
    message_move(room->store, message, "decided", NULL, &error);
    no_error(error);
    return message;
}

static inline void are_answered(struct room *room, gint64 message)
{
    GError *error = NULL;
    answers_to_message(room->answers, room->store, message, &error);
    no_error(error);
    answers_to_office(room->answers, room->store, &error);
    no_error(error);
}

static inline gint64 list_comes(struct room *room, const char *uid, const char *decision, const char *finding)
{
    g_autofree char *id = g_strdup_printf("<%s@fjordbyen.example.no>", uid);
    g_autofree char *reading = presence(id, three_meetings);
    gint64 message = is_decided(room, reads(room, uid, reading), decision, finding);
    are_answered(room, message);
    return message;
}

static inline gint64 words_come(struct room *room, const char *uid, char *reading)
{
    GError *error = NULL;
    gint64 message = reads(room, uid, reading);
    g_free(reading);
    message_move(room->store, message, "decided", NULL, &error);
    no_error(error);
    are_answered(room, message);
    return message;
}

/* ---- mails that go out ---- */

/* The queued mail to a recipient with a purpose. Caller frees with g_object_unref. */
static inline GMimeMessage *mail_to(struct room *room, const char *recipient, const char *purpose)
{
    GError *error = NULL;
    g_autofree char *question = g_strdup_printf(
        "SELECT max(id) FROM outbox WHERE recipient = '%s' AND purpose = '%s'", recipient, purpose);
    g_autofree char *id = ask(room->store, question);
    ck_assert_msg(g_ascii_isdigit(*id), "no %s to %s", purpose, recipient);
    g_autoptr(GBytes) mime = outbox_mime(room->store, g_ascii_strtoll(id, NULL, 10), &error);
    no_error(error);
    GMimeStream *stream =
        g_mime_stream_mem_new_with_buffer(g_bytes_get_data(mime, NULL), g_bytes_get_size(mime));
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    g_object_unref(parser);
    g_object_unref(stream);
    return message;
}

static inline char *text_of(GMimeObject *object, const char *subtype)
{
    if (GMIME_IS_MULTIPART(object))
        for (int i = 0; i < g_mime_multipart_get_count(GMIME_MULTIPART(object)); i++) {
            char *text = text_of(g_mime_multipart_get_part(GMIME_MULTIPART(object), i), subtype);
            if (text)
                return text;
        }
    bool wanted = GMIME_IS_TEXT_PART(object) &&
                  g_mime_content_type_is_type(g_mime_object_get_content_type(object), "text", subtype);
    return wanted ? g_mime_text_part_get_text(GMIME_TEXT_PART(object)) : NULL;
}

/* The text of a mail with its subject before it and line breaks as blanks, so that wrapping does not matter.
 * Caller frees. */
static inline char *says(struct room *room, const char *recipient, const char *purpose, const char *subtype)
{
    GMimeMessage *mail = mail_to(room, recipient, purpose);
    g_autofree char *text = text_of(g_mime_message_get_mime_part(mail), subtype);
    ck_assert_ptr_nonnull(text);
    if (g_getenv("SHOW_MAILS"))
        printf("To: %s\nSubject: %s\n\n%s\n--------\n", recipient, g_mime_message_get_subject(mail), text);
    g_auto(GStrv) pieces = g_strsplit_set(text, " \r\n", -1);
    GString *line = g_string_new(g_mime_message_get_subject(mail));
    for (char **piece = pieces; *piece; piece++)
        if (**piece)
            g_string_append_printf(line, " %s", *piece);
    g_object_unref(mail);
    return g_string_free(line, FALSE);
}

static inline void says_that(struct room *room, const char *recipient, const char *purpose,
                             const char *subtype, const char *what)
{
    g_autofree char *text = says(room, recipient, purpose, subtype);
    ck_assert_msg(strstr(text, what) != NULL, "the %s to %s does not say '%s':\n%s", purpose, recipient, what,
                  text);
}

static inline void says_not(struct room *room, const char *recipient, const char *purpose,
                            const char *subtype, const char *what)
{
    g_autofree char *text = says(room, recipient, purpose, subtype);
    ck_assert_msg(strstr(text, what) == NULL, "the %s to %s says '%s'", purpose, recipient, what);
}

#define SENDER "kari@fjordbyen.example.no"
#define OTHER  "ola@fjordbyen.example.no"
static const char queued[] = "SELECT purpose, recipient, answer FROM outbox ORDER BY id";
