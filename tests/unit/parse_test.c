#include "parser/parse.h"

#include "parser/identity_number.h"
#include "parser/json.h"
#include "tests/unit/suite.h"

#include <string.h>

/* Of a person who would be older than anybody: 1 January 1870. */
#define IDENTITY_NUMBER "01017050040"

static json_t *parse(const char *raw)
{
    g_autoptr(GBytes) bytes = g_bytes_new_static(raw, strlen(raw));
    g_autofree char *text = parse_mail(bytes, NULL);
    ck_assert_ptr_nonnull(text);
    json_t *root = json_loads(text, 0, NULL);
    ck_assert_ptr_nonnull(root);
    return root;
}

static const char *text_at(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

START_TEST(nothing_becomes_an_empty_object)
{
    g_autoptr(GBytes) nothing = g_bytes_new_static("", 0);
    g_autofree char *text = parse_mail(nothing, NULL);
    ck_assert_str_eq(text,
                     "{\"message\":{\"automatic\":false},\"kind\":\"other\",\"forms\":[],\"unread\":[]}");
}
END_TEST

START_TEST(rubbish_is_an_error)
{
    g_autoptr(GBytes) rubbish = g_bytes_new_static("\0\1\2", 3);
    g_autoptr(GError) error = NULL;
    ck_assert_ptr_null(parse_mail(rubbish, &error));
    ck_assert_int_eq(error->code, ERROR_INPUT);
}
END_TEST

START_TEST(the_message_says_who_and_when)
{
    json_t *root =
        parse("From: Kari Nordmann <kari@example.no>\nTo: post@example.no, <arkiv@example.no>\n"
              "Subject: Liste\nDate: Mon, 12 Jan 2026 10:03:00 +0100\nMessage-ID: <a@example.no>\n"
              "Authentication-Results: mx.example.no; dmarc=pass\nIn-Reply-To: <b@example.no>\n\nHei\n");
    json_t *message = json_object_get(root, "message");
    g_autofree char *text = json_dumps(message, JSON_COMPACT);
    ck_assert_str_eq(
        text,
        "{\"id\":\"<a@example.no>\",\"from\":{\"name\":\"Kari Nordmann\",\"email\":\"kari@example.no\"},"
        "\"to\":[\"post@example.no\",\"arkiv@example.no\"],\"subject\":\"Liste\","
        "\"date\":\"2026-01-12T10:03:00+01:00\",\"in_reply_to\":[\"<b@example.no>\"],\"automatic\":false,"
        "\"authentication\":{\"server\":\"mx.example.no\",\"dmarc\":\"pass\",\"aligned\":true}}");
    ck_assert_str_eq(text_at(root, "kind"), "reply");
    ck_assert_str_eq(text_at(root, "text"), "Hei");
    json_decref(root);
}
END_TEST

START_TEST(a_form_says_only_what_is_given)
{
    struct form *form = form_new(FORM_PRESENCE);
    form->group.name = g_strdup("Vest");
    form->leader.name = g_strdup("");
    form->industry_free = ATTESTATION_DENIED;
    form_add_participant(form)->name = g_strdup("Kari Nordmann");
    struct meeting *first = form_add_meeting(form), *second = form_add_meeting(form);
    first->date = g_strdup("2025-02-03");
    first->hours = 4;
    meeting_add_present(first, 0);
    second->minutes = 0;
    second->hours = 2.5;
    second->present = g_array_new(FALSE, FALSE, sizeof(guint));
    form_add_change(form, CHANGE_EMAIL)->person.email = g_strdup("kari@example.no");
    json_t *value = json_of_form(form);
    g_autofree char *text = json_dumps(value, JSON_COMPACT);
    ck_assert_str_eq(text, "{\"form\":\"presence\",\"group\":{\"name\":\"Vest\"},\"participants\":[{\"name\":"
                           "\"Kari Nordmann\"}],"
                           "\"meetings\":[{\"date\":\"2025-02-03\",\"hours\":4,\"present\":[0]},"
                           "{\"minutes\":0,\"hours\":2.5,\"present\":[]}],"
                           "\"changes\":[{\"change\":\"email\",\"person\":{\"email\":\"kari@example.no\"}}],"
                           "\"industry_free\":false}");
    json_decref(value);
    form_free(form);
}
END_TEST

static const struct {
    const char *text, *hidden;
} numbers[] = {
    {"nr. " IDENTITY_NUMBER ".", "nr. ***********."},
    {"010170 50040", "***********"},
    {"010170-50040 og 010170\u00a050040", "*********** og ***********"},
    {"0" IDENTITY_NUMBER, NULL}, /* twelve digits */
    {IDENTITY_NUMBER "0", NULL},
    {"010170 500401", NULL},
    {"01017050041", NULL}, /* fails the check */
    {"HPR 1234567, tlf. 55 00 00 00", NULL},
    {"", NULL},
};

START_TEST(identity_numbers_are_hidden)
{
    g_autofree char *hidden = identity_numbers_hide(numbers[_i].text);
    ck_assert_pstr_eq(hidden, numbers[_i].hidden);
}
END_TEST

/* Wherever it stands, the number is nowhere in the output, and the output says that it was there. */
static const struct {
    const char *raw, *part;
} places[] = {
    {"Subject: Gjelder " IDENTITY_NUMBER "\n\nHei\n", "HEADER"},
    {"Subject: x\n\nJeg er " IDENTITY_NUMBER ".\n", "1"},
    {"Content-Type: text/html\n\n<p>Jeg er <b>010170</b> 50040\n", "1"},
    {"Content-Type: text/plain\n\nJeg er 010170 50040\n\nMvh\nKari\n", "1"},
};

START_TEST(an_identity_number_goes_no_further)
{
    g_autoptr(GBytes) raw = g_bytes_new_static(places[_i].raw, strlen(places[_i].raw));
    g_autofree char *text = parse_mail(raw, NULL);
    g_autofree char *explained = parse_mail_explained(raw, NULL);
    ck_assert_ptr_null(strstr(text, "50040"));
    ck_assert_ptr_null(strstr(explained, "50040"));
    json_t *root = json_loads(text, 0, NULL), *unread = json_object_get(root, "unread");
    ck_assert_uint_eq(json_array_size(unread), 1);
    ck_assert_str_eq(text_at(json_array_get(unread, 0), "part"), places[_i].part);
    ck_assert_str_eq(text_at(json_array_get(unread, 0), "why"), "national identity number");
    json_decref(root);
}
END_TEST

START_TEST(a_message_id_stays_as_it_is)
{
    json_t *root = parse("Message-ID: <" IDENTITY_NUMBER "@example.no>\nIn-Reply-To: <" IDENTITY_NUMBER
                         "@example.no>\n\nHei\n");
    ck_assert_str_eq(text_at(json_object_get(root, "message"), "id"), "<" IDENTITY_NUMBER "@example.no>");
    ck_assert_uint_eq(json_array_size(json_object_get(root, "unread")), 0);
    json_decref(root);
}
END_TEST

static void keep_piece(const char *piece, void *pieces)
{
    g_ptr_array_add(pieces, g_strdup(piece));
}

/* Headers, then words, then documents: a document that takes over the reader is too late for the others. */
START_TEST(who_sent_it_is_said_before_anything_is_opened)
{
    static const char raw[] = "From: kontor@example.no\nIn-Reply-To: <a@example.no>\nAuthentication-Results: "
                              "mx.example.no; dmarc=pass\n"
                              "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=a\n\n"
                              "--a\nContent-Type: text/plain\n\n1: 18-21\ngodkjenn\n"
                              "--a\nContent-Type: text/csv\nContent-Disposition: attachment; "
                              "filename=a.csv\n\nDato;Tema\n3.2.2025;Astma\n"
                              "--a--\n";
    g_autoptr(GBytes) bytes = g_bytes_new_static(raw, strlen(raw));
    g_autoptr(GPtrArray) pieces = g_ptr_array_new_with_free_func(g_free);
    const struct listener listener = {keep_piece, NULL, pieces};
    ck_assert(parse_mail_aloud(bytes, &listener, NULL));
    ck_assert_uint_eq(pieces->len, 3);
    static const char *const members[][4] = {
        {"\"from\"", "\"in_reply_to\"", "\"authentication\"", "{\"message\":"},
        {"\"text\"", "\"answers\"", "\"orders\"", ","},
        {"\"forms\"", "\"unread\"", "\"kind\"", ","}};
    for (guint i = 0; i < pieces->len; i++) {
        const char *piece = pieces->pdata[i];
        ck_assert_msg(g_str_has_prefix(piece, members[i][3]), "%s", piece);
        for (guint m = 0; m < 3; m++)
            ck_assert_msg(strstr(piece, members[i][m]) != NULL, "%s", piece);
    }
    g_autofree char *joined = g_strconcat(pieces->pdata[0], pieces->pdata[1], pieces->pdata[2], NULL);
    g_autofree char *whole = parse_mail(bytes, NULL);
    ck_assert_str_eq(joined, whole);
    json_auto_t *root = json_loads(whole, JSON_REJECT_DUPLICATES, NULL);
    ck_assert(json_is_object(root));
}
END_TEST

START_TEST(preparing_twice_does_nothing)
{
    parse_prepare();
    parse_prepare();
}
END_TEST

/* A cell may hold a page of text, of letters of three bytes each. */
START_TEST(a_place_is_said_in_short)
{
    g_autoptr(GString) raw = g_string_new(
        "Subject: Liste\nContent-Type: text/csv; charset=utf-8; name=a.csv\n\nPresensliste 2025\n"
        "Gruppenummer;SG-0001\n\nNavn;HPR\nKari Nordmann;7000001\nOla Hansen;7000002\n\n"
        "Dato;Tema;Til stede\n3.2.2025;Gikt;A");
    for (guint i = 0; i < 420; i++)
        g_string_append(raw, "\u1b40");
    g_string_append(raw, "\n");
    json_auto_t *root = parse(raw->str);
    json_t *unread = json_object_get(root, "unread"), *entry;
    size_t index;
    ck_assert_uint_gt(json_array_size(unread), 0);
    json_array_foreach(unread, index, entry)
        ck_assert_uint_lt(json_string_length(json_object_get(entry, "where")), 700);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("parse");
    TCase *objects = tcase_create("objects");
    tcase_add_test(objects, nothing_becomes_an_empty_object);
    tcase_add_test(objects, rubbish_is_an_error);
    tcase_add_test(objects, the_message_says_who_and_when);
    tcase_add_test(objects, a_form_says_only_what_is_given);
    tcase_add_loop_test(objects, identity_numbers_are_hidden, 0, G_N_ELEMENTS(numbers));
    tcase_add_loop_test(objects, an_identity_number_goes_no_further, 0, G_N_ELEMENTS(places));
    tcase_add_test(objects, a_message_id_stays_as_it_is);
    tcase_add_test(objects, who_sent_it_is_said_before_anything_is_opened);
    tcase_add_test(objects, preparing_twice_does_nothing);
    tcase_add_test(objects, a_place_is_said_in_short);
    suite_add_tcase(suite, objects);
    parse_prepare();
    return run_suite(suite);
}
