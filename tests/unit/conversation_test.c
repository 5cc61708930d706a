/* Conversations: what a form's sender is asked, and what comes of each reply (samples/conversations.json). */
#include "tests/unit/scenario.h"

static json_t *conversations;

struct conversation {
    struct scenario scenario;
    GPtrArray *asked; /* Message-IDs of our answers, in order */
    const char *name;
};

/* We have answered a message: its sender may reply to that. */
static void we_answer(struct conversation *talk, gint64 message)
{
    char *id = g_strdup_printf("<answer.%" G_GINT64_FORMAT "@example.no>", message);
    g_autofree char *insert =
        g_strdup_printf("INSERT INTO outbox (message, recipient, purpose, answer, due_at, message_id, mime, "
                        "queued_at) SELECT id, sender, "
                        "'return', 1, '', '%s', x'', '' FROM message WHERE id = %" G_GINT64_FORMAT,
                        id, message);
    answers(talk->scenario.store, insert, "");
    g_ptr_array_add(talk->asked, id);
}

static void is_so(const struct conversation *talk, const char *when, const char *question, gint64 message,
                  const char *expected)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, message);
    g_auto(GStrv) pieces = g_strsplit(question, ":message", -1);
    g_autofree char *sql = g_strjoinv(number, pieces);
    g_autofree char *found = ask(talk->scenario.store, sql);
    ck_assert_msg(strcmp(found, expected) == 0, "%s, %s:\n%sinstead of\n%s", talk->name, when, found,
                  expected);
}

static char *lines_of(const json_t *texts)
{
    GString *lines = g_string_new(NULL);
    size_t i;
    json_t *text;
    json_array_foreach(texts, i, text)
        g_string_append_printf(lines, "%s\n", json_string_value(text));
    return g_string_free(lines, FALSE);
}

static void check_questions(const struct conversation *talk, const char *when, const json_t *step,
                            gint64 message)
{
    g_autofree char *open = lines_of(json_object_get(step, "open"));
    is_so(talk, when,
          "SELECT q.number || ' ' || q.asks || coalesce(' ' || coalesce(q.meeting, q.participant, q.change), "
          "'') FROM question q "
          "JOIN submission s ON s.id = q.submission WHERE q.open AND s.message = :message ORDER BY q.number",
          message, open);
}

static void check_decision(const struct conversation *talk, const char *when, const json_t *step,
                           gint64 message)
{
    const char *decision = json_string_value(json_object_get(step, "decision"));
    g_autofree char *line = decision ? g_strdup_printf("%s\n", decision) : g_strdup("");
    is_so(talk, when, "SELECT decision FROM submission WHERE message = :message ORDER BY position", message,
          line);
    if (decision)
        check_questions(talk, when, step, message);
}

static gint64 reply_comes(struct conversation *talk, const json_t *reply)
{
    json_t *step = json_deep_copy(json_object_get(reply, "form")),
           *mail = json_pack("{s:s}", "kind", "reply");
    if (!step)
        step = json_object();
    guint to = (guint)json_integer_value(json_object_get(reply, "to"));
    const char *said = json_string_value(json_object_get(reply, "in_reply_to"));
    const char *asked = g_ptr_array_index(talk->asked, to ? to - 1 : talk->asked->len - 1);
    json_object_set_new(mail, "in_reply_to", json_pack("[s]", said ? said : asked));
    static const char *const members[] = {"text", "from", "forged"};
    for (guint i = 0; i < G_N_ELEMENTS(members); i++)
        if (json_object_get(reply, members[i]))
            json_object_set(mail, members[i], json_object_get(reply, members[i]));
    json_object_set_new(mail, "date", json_string("2026-02-01T10:00:00Z"));
    json_object_set_new(step, "mail", mail);
    gint64 message = hand_in(&talk->scenario, step);
    json_decref(step);
    return message;
}

static void replies_come(struct conversation *talk, const json_t *replies)
{
    size_t i;
    const json_t *reply;
    json_array_foreach(replies, i, reply) {
        gint64 message = reply_comes(talk, reply);
        const char *when = json_string_value(json_object_get(reply, "text"));
        g_autofree char *outcomes = lines_of(json_object_get(reply, "answers"));
        is_so(talk, when,
              "SELECT coalesce(number || ' ', '') || outcome FROM answer WHERE message = :message ORDER BY "
              "position",
              message, outcomes);
        check_decision(talk, when, reply, message);
        if (json_string_value(json_object_get(reply, "decision")))
            we_answer(talk, message);
    }
}

START_TEST(a_conversation_goes)
{
    const json_t *sample = json_array_get(conversations, (size_t)_i);
    struct conversation talk = {.scenario = scenario_start(NULL),
                                .asked = g_ptr_array_new_with_free_func(g_free),
                                .name = json_string_value(json_object_get(sample, "name"))};
    json_t *start = json_pack("{s:s}", "form", "start");
    hand_in(&talk.scenario, start);
    json_decref(start);
    gint64 message = hand_in(&talk.scenario, json_object_get(sample, "given"));
    check_decision(&talk, "at first", sample, message);
    we_answer(&talk, message);
    replies_come(&talk, json_object_get(sample, "replies"));
    const char *credits = json_string_value(json_object_get(sample, "credits"));
    if (credits) {
        g_autofree char *line = g_strconcat(credits, "\n", NULL);
        answers(talk.scenario.store,
                "SELECT group_concat(said, ', ') FROM (SELECT p.name || ' ' || sum(c.hours) AS said FROM "
                "credit c JOIN person p ON "
                "p.id = c.person GROUP BY p.id ORDER BY p.name)",
                line);
    }
    g_ptr_array_unref(talk.asked);
    scenario_end(&talk.scenario);
}
END_TEST

int main(void)
{
    json_error_t fault;
    conversations = json_load_file("tests/unit/samples/conversations.json", 0, &fault);
    if (!conversations)
        g_error("conversations.json, line %d: %s", fault.line, fault.text);
    Suite *suite = suite_create("conversation");
    TCase *cases = tcase_create("conversation");
    tcase_add_loop_test(cases, a_conversation_goes, 0, (int)json_array_size(conversations));
    suite_add_tcase(suite, cases);
    int status = run_suite(suite);
    json_decref(conversations);
    return status;
}
