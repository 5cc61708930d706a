#include "parser/message.h"
#include "tests/unit/suite.h"

#include <string.h>

static struct message *read_text(const char *raw)
{
    g_autoptr(GBytes) bytes = g_bytes_new_static(raw, strlen(raw));
    return message_read(bytes, NULL);
}

static const struct part *part_at(const struct message *message, guint index)
{
    return g_ptr_array_index(message->parts, index);
}

/* "1 text/plain body, 2 image/png decoration": what the tree becomes. */
static char *outline(const struct message *message)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < message->parts->len; i++) {
        const struct part *part = part_at(message, i);
        g_string_append_printf(text, "%s%s %s%s%s", i ? ", " : "", part->number, part->type,
                               part->body ? " body" : "", part->decoration ? " decoration" : "");
    }
    return g_string_free(text, FALSE);
}

static const struct {
    const char *raw, *outline;
} trees[] = {
    {"Subject: a\n\nHei\n", "1 text/plain body"},
    {"Content-Type: application/pdf\n\nx", "1 application/pdf"},
    {"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHei\n--b\nContent-Type: multipart/alternative; "
     "boundary=c\n\n"
     "--c\n\nA\n--c\nContent-Type: text/html\n\nB\n--c--\n--b--\n",
     "1 text/plain body, 2.1 text/plain body, 2.2 text/html body"},
    /* A forwarded mail with one part, and one with two. */
    {"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHei\n--b\nContent-Type: message/rfc822\n\nSubject: "
     "x\n\nInne\n"
     "--b\nContent-Type: message/rfc822\n\nContent-Type: multipart/mixed; boundary=d\n\n--d\n\nA\n--d\n"
     "Content-Type: image/heic\n\nB\n--d--\n--b--\n",
     "1 text/plain body, 2.1 text/plain body, 3.1 text/plain body, 3.2 image/heic"},
    {"Content-Type: message/rfc822\n\nSubject: x\n\nInne\n", "1.1 text/plain body"},
    {"Content-Type: multipart/signed; boundary=b\n\n--b\n\nHei\n--b\nContent-Type: "
     "application/pkcs7-signature\n\nx\n"
     "--b--\n",
     "1 text/plain body, 2 application/pkcs7-signature decoration"},
    {"Content-Type: text/plain; name=liste.txt\nContent-Disposition: attachment\n\nHei\n", "1 text/plain"},
    {"Content-Type: rubbish\n\nHei\n", "1 application/octet-stream"},
    {"Content-Type: multipart/mixed; boundary=b\n\nuten deler\n", "1 text/plain body"},
    /* A logo is decoration where it is inline; a picture that is attached is a picture. */
    {"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: image/gif\nContent-Disposition: "
     "inline\n\nGIF89a\n"
     "--b\nContent-Type: image/gif\nContent-Disposition: attachment; filename=bilde.gif\n\nGIF89a\n--b\n"
     "Content-Type: image/png; name=image001.png\nContent-Disposition: attachment\n\nx\n--b--\n",
     "1 image/gif decoration, 2 image/gif, 3 image/png decoration"},
    {"Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<img "
     "src='cid:x@y'>\n--b\n"
     "Content-Type: image/gif\nContent-ID: <x@y>\n\nGIF89a\n--b--\n",
     "1 text/html body, 2 image/gif decoration"},
};

START_TEST(a_tree_becomes_numbered_leaves)
{
    struct message *message = read_text(trees[_i].raw);
    g_autofree char *found = outline(message);
    ck_assert_str_eq(found, trees[_i].outline);
    message_free(message);
}
END_TEST

/* The header after "Content-Disposition: attachment" or in its place, and the name that people mean. */
static const struct {
    const char *header, *filename;
} names[] = {
    {"Content-Disposition: attachment; filename=liste.docx", "liste.docx"},
    {"Content-Disposition: attachment; filename=\"liste 1.docx\"", "liste 1.docx"},
    {"Content-Type: application/x; name=\"liste.docx\"", "liste.docx"},
    {"Content-Disposition: attachment; filename*=utf-8''Sm%C3%A5.docx", "Små.docx"},
    {"Content-Disposition: attachment; filename*=iso-8859-1''Sm%E5.docx", "Små.docx"},
    {"Content-Disposition: attachment; filename*0*=utf-8''Sm%C3; filename*1*=%A5.d; filename*2=ocx",
     "Små.docx"},
    {"Content-Disposition: attachment; filename*0=\"lis\"; filename*1=\"te.docx\"", "liste.docx"},
    {"Content-Disposition: attachment; filename=\"=?utf-8?Q?Sm=C3=A5=2Edocx?=\"", "Små.docx"},
    {"Content-Disposition: attachment; filename=\"=?utf-8?B?U23DpQ==?= =?utf-8?B?LmRvY3g=?=\"", "Små.docx"},
    {"Content-Disposition: attachment; filename=\"Sm\xe5.docx\"", "Små.docx"},
    {"Content-Disposition: attachment; filename=\"Sma\xcc\x8a.docx\"", "Små.docx"},
    {"Content-Disposition: attachment; filename=Små liste.docx", "Små liste.docx"},
    {"Content-Disposition: attachment; filename=\"C:\\\\Users\\\\liste.docx\"", "liste.docx"},
    {"Content-Disposition: attachment; filename=\"../../etc/passwd\"", "passwd"},
    {"Content-Disposition: attachment; filename=\"\"", NULL},
    {"Content-Disposition: attachment", NULL},
};

START_TEST(a_file_name_is_read_however_it_is_written)
{
    g_autofree char *raw = g_strdup_printf("%s\n\nx\n", names[_i].header);
    struct message *message = read_text(raw);
    ck_assert_uint_eq(message->parts->len, 1);
    if (names[_i].filename)
        ck_assert_str_eq(part_at(message, 0)->filename, names[_i].filename);
    else
        ck_assert_ptr_null(part_at(message, 0)->filename);
    message_free(message);
}
END_TEST

static const struct {
    const char *header, *name, *email;
} senders[] = {
    {"From: Kari Nordmann <kari@example.no>", "Kari Nordmann", "kari@example.no"},
    {"From: kari@example.no (Kari Nordmann)", "Kari Nordmann", "kari@example.no"},
    {"From: \"Nordmann, Kari\" <kari@example.no>", "Kari Nordmann", "kari@example.no"},
    {"From: K\xe5re <kare@example.no>", "Kåre", "kare@example.no"},
    {"From: =?iso-8859-1?Q?K=E5re?= <kare@example.no>", "Kåre", "kare@example.no"},
    {"From: kari@smågruppe.no", NULL, "kari@xn--smgruppe-b0a.no"},
    {"From: \"kari@example.no\" <ola@example.org>", "kari@example.no", "ola@example.org"},
    /* Nobody whom we could answer. */
    {"From: kari@example.no, ola@example.no", NULL, NULL},
    {"From: kari@example.no\nFrom: ola@example.no", NULL, NULL},
    {"From: kari@example.no; ola@example.no", NULL, NULL},
    {"From: <kari@example.no>; <ola@example.no>", NULL, NULL},
    {"From: <kari@example.no", NULL, NULL},
    {"From: Kari <kari@example.no> <ola@example.no>", NULL, NULL},
    {"From: Kari <kari>", "Kari", NULL},
    /* Letters that become others by being made normal, or nothing. */
    {"From: <\u212aari@example.no>", NULL, NULL},
    {"From: <\uff4bari@example.no>", NULL, NULL},
    {"From: <k\u0430ri@example.no>", NULL, NULL},
    {"From: <ka\u00adri@example.no>", NULL, NULL},
    {"From: <kari\u200b@example.no>", NULL, NULL},
    {"From: <kari\uff20example.no>", NULL, NULL},
    {"From: <kari@example\uff0eno>", NULL, NULL},
    {"From: <kari@example\u3002no>", NULL, NULL},
    {"From: <kari@exa\u200bmple.no>", NULL, NULL},
    {"From: <kari@example.no\u00ad>", NULL, NULL},
    /* An address in a name is a name. */
    {"From: =?utf-8?Q?Kari_=3Ckari=40example.no=3E?= <ola@example.org>", "Kari <kari@example.no>",
     "ola@example.org"},
    {"From: kari@example.no <ola@example.org>", "kari@example.no", "ola@example.org"},
    {"From: =?utf-8?Q?kari=40example.no?=", NULL, NULL},
    {"Subject: x", NULL, NULL},
};

START_TEST(a_sender_is_one_address)
{
    g_autofree char *raw = g_strdup_printf("%s\n\nx\n", senders[_i].header);
    struct message *message = read_text(raw);
    ck_assert_pstr_eq(message->from_name, senders[_i].name);
    ck_assert_pstr_eq(message->from_email, senders[_i].email);
    message_free(message);
}
END_TEST

static const struct {
    const char *header, *date;
} dates[] = {
    {"Mon, 12 Jan 2026 10:03:00 +0100", "2026-01-12T10:03:00+01:00"},
    {"12 Jan 2026 10:03:00 GMT", "2026-01-12T10:03:00+00:00"},
    {"Mon, 12 Jan 2026 10:03 -0430", "2026-01-12T10:03:00-04:30"},
    {"12/01/2026 10:03", NULL},
    {"i går", NULL},
    {"", NULL},
};

START_TEST(a_date_keeps_its_offset)
{
    g_autofree char *raw = g_strdup_printf("Date: %s\n\nx\n", dates[_i].header);
    struct message *message = read_text(raw);
    ck_assert_pstr_eq(message->date, dates[_i].date);
    message_free(message);
}
END_TEST

static const struct {
    const char *headers;
    bool automatic, bounce;
} origins[] = {
    {"From: kari@example.no\nSubject: Automatiske målere", false, false},
    {"From: kari@example.no\nAuto-Submitted: no", false, false},
    {"From: kari@example.no\nX-Auto-Response-Suppress: All", false, false},
    {"From: kari@example.no\nReturn-Path: <kari@example.no>", false, false},
    {"From: kari@example.no\nAuto-Submitted: auto-replied (vacation)", true, false},
    {"From: kari@example.no\nPrecedence: bulk", true, false},
    {"From: kari@example.no\nList-Id: <x.example.no>", true, false},
    {"From: kari@example.no\nReturn-Path: <>", true, false},
    {"From: no-reply@example.no", true, false},
    {"From: kari@example.no\nSubject: Automatisk svar: Presensliste", true, false},
    {"From: kari@example.no\nSubject: =?utf-8?Q?Frav=C3=A6rsmelding?=", true, false},
    {"From: kari@example.no\nSubject: Out of Office: Presensliste", true, false},
    {"From: kari@example.no\nContent-Type: multipart/report; report-type=disposition-notification; "
     "boundary=b",
     true, false},
    {"From: MAILER-DAEMON@example.no\nSubject: Undelivered Mail Returned to Sender", true, true},
    {"From: postmaster@example.no\nSubject: Kan ikke leveres: Presensliste", true, true},
    {"From: kari@example.no\nContent-Type: multipart/report; report-type=delivery-status; boundary=b", true,
     true},
};

START_TEST(programs_are_told_from_people)
{
    g_autofree char *raw = g_strdup_printf("%s\n\nx\n", origins[_i].headers);
    struct message *message = read_text(raw);
    ck_assert_int_eq(message->automatic, origins[_i].automatic);
    ck_assert_int_eq(message->bounce, origins[_i].bounce);
    message_free(message);
}
END_TEST

static const struct {
    const char *headers, *first;
    guint count;
} answers[] = {
    {"In-Reply-To: <a@b>", "<a@b>", 1},
    {"In-Reply-To: <a@b>\nReferences: <c@d> <e@f>", "<a@b>", 1},
    {"References: <c@d> <e@f>", "<e@f>", 1},
    {"References: <c@d> <e@f>\nSubject: VS: liste", NULL, 0},
    {"In-Reply-To: Your mail of Monday <a@b>", "<a@b>", 1},
    {"Subject: SV: liste", NULL, 0},
};

START_TEST(an_answer_names_what_it_answers)
{
    g_autofree char *raw = g_strdup_printf("%s\n\nx\n", answers[_i].headers);
    struct message *message = read_text(raw);
    ck_assert_uint_eq(message->in_reply_to->len, answers[_i].count);
    if (answers[_i].count)
        ck_assert_str_eq(g_ptr_array_index(message->in_reply_to, 0), answers[_i].first);
    message_free(message);
}
END_TEST

static const struct {
    const char *header, *server, *dmarc, *spf, *dkim;
} authentications[] = {
    {"mx.example.no; dmarc=pass header.from=example.no; spf=pass; dkim=fail", "mx.example.no", "pass", "pass",
     "fail"},
    {"mx.example.no 1; dkim=fail; dkim=pass (ok)", "mx.example.no", NULL, NULL, "pass"},
    {"mx.example.no; dmarc=pass; dmarc=fail", "mx.example.no", "fail", NULL, NULL},
    {"mx.example.no; none", "mx.example.no", NULL, NULL, NULL},
    {"mx.example.no; spf=fail (dmarc=pass) smtp.mailfrom=\"; dmarc=pass\"", "mx.example.no", NULL, "fail",
     NULL},
    {"mx.example.no; DMARC = Fail", "mx.example.no", "fail", NULL, NULL},
    {"dmarc=pass", NULL, NULL, NULL, NULL},
    {"", NULL, NULL, NULL, NULL},
};

START_TEST(the_topmost_server_is_quoted)
{
    g_autofree char *raw = g_strdup_printf(
        "Authentication-Results: %s\nAuthentication-Results: mx.example.no; dmarc=none\n\nx\n",
        authentications[_i].header);
    struct message *message = read_text(raw);
    ck_assert_pstr_eq(message->authserv_id, authentications[_i].server);
    ck_assert_pstr_eq(message->dmarc, authentications[_i].dmarc);
    ck_assert_pstr_eq(message->spf, authentications[_i].spf);
    ck_assert_pstr_eq(message->dkim, authentications[_i].dkim);
    message_free(message);
}
END_TEST

START_TEST(nothing_is_a_mail_without_anything)
{
    struct message *message = read_text("");
    ck_assert_ptr_nonnull(message);
    ck_assert_uint_eq(message->parts->len, 0);
    ck_assert_ptr_null(message->from_email);
    message_free(message);
}
END_TEST

START_TEST(rubbish_is_no_mail)
{
    g_autoptr(GBytes) bytes = g_bytes_new_static("\0\1\2\3\n\4\5\n", 8);
    g_autoptr(GError) error = NULL;
    ck_assert_ptr_null(message_read(bytes, &error));
    ck_assert_int_eq(error->code, ERROR_INPUT);
}
END_TEST

START_TEST(a_line_before_the_headers_costs_itself)
{
    struct message *message = read_text("noe tull\nFrom: kari@example.no\nSubject: Liste\n\nHei\n");
    ck_assert_str_eq(message->from_email, "kari@example.no");
    ck_assert_str_eq(message->subject, "Liste");
    message_free(message);
}
END_TEST

START_TEST(too_many_parts_are_left_out_and_said)
{
    g_autoptr(GString) raw = g_string_new("Content-Type: multipart/mixed; boundary=b\n\n");
    for (guint i = 0; i < 2 * MESSAGE_MAX_PARTS; i++)
        g_string_append(raw, "--b\nContent-Type: image/heic\n\nx\n");
    struct message *message = read_text(raw->str);
    ck_assert_uint_eq(message->parts->len, MESSAGE_MAX_PARTS);
    ck_assert_uint_eq(message->skipped->len, 1);
    ck_assert_str_eq(g_ptr_array_index(message->skipped, 0), "too many parts");
    message_free(message);
}
END_TEST

START_TEST(deep_nesting_is_left_out_and_said)
{
    g_autoptr(GString) raw = g_string_new(NULL);
    for (guint i = 0; i < 2 * MESSAGE_MAX_DEPTH; i++)
        g_string_append_printf(raw, "Content-Type: multipart/mixed; boundary=b%u\n\n--b%u\n", i, i);
    g_string_append(raw, "\nHei\n");
    struct message *message = read_text(raw->str);
    ck_assert_uint_eq(message->parts->len, 0);
    ck_assert_str_eq(g_ptr_array_index(message->skipped, 0), "parts nested too deeply");
    message_free(message);
}
END_TEST

START_TEST(an_encoded_mail_is_opened)
{
    g_autofree char *inner = g_base64_encode((const guchar *)"From: ola@example.no\n\nInne\n", 27);
    g_autofree char *raw =
        g_strdup_printf("From: kari@example.no\nContent-Type: application/octet-stream; name=x.eml\n"
                        "Content-Transfer-Encoding: base64\n\n%s\n",
                        inner);
    struct message *message = read_text(raw);
    g_autofree char *found = outline(message);
    ck_assert_str_eq(found, "1.1 text/plain body");
    ck_assert_uint_eq(part_at(message, 0)->mail, 1);
    ck_assert_str_eq(message->from_email, "kari@example.no");
    message_free(message);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("message");
    TCase *parts = tcase_create("parts");
    tcase_add_loop_test(parts, a_tree_becomes_numbered_leaves, 0, G_N_ELEMENTS(trees));
    tcase_add_loop_test(parts, a_file_name_is_read_however_it_is_written, 0, G_N_ELEMENTS(names));
    tcase_add_test(parts, an_encoded_mail_is_opened);
    tcase_add_test(parts, too_many_parts_are_left_out_and_said);
    tcase_add_test(parts, deep_nesting_is_left_out_and_said);
    suite_add_tcase(suite, parts);
    TCase *headers = tcase_create("headers");
    tcase_add_loop_test(headers, a_sender_is_one_address, 0, G_N_ELEMENTS(senders));
    tcase_add_loop_test(headers, a_date_keeps_its_offset, 0, G_N_ELEMENTS(dates));
    tcase_add_loop_test(headers, programs_are_told_from_people, 0, G_N_ELEMENTS(origins));
    tcase_add_loop_test(headers, an_answer_names_what_it_answers, 0, G_N_ELEMENTS(answers));
    tcase_add_loop_test(headers, the_topmost_server_is_quoted, 0, G_N_ELEMENTS(authentications));
    tcase_add_test(headers, nothing_is_a_mail_without_anything);
    tcase_add_test(headers, rubbish_is_no_mail);
    tcase_add_test(headers, a_line_before_the_headers_costs_itself);
    suite_add_tcase(suite, headers);
    message_prepare();
    return run_suite(suite);
}
