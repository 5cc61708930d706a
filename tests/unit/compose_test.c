#include "base/text.h"
#include "notify/compose.h"
#include "tests/unit/suite.h"

#include <gmime/gmime.h>
#include <string.h>

static const char *const facts[] = {"sha", "kari@example.no", "1", NULL};

static struct composition sound(void)
{
    return (struct composition){
        .from_name = "Enhet for primærmedisin",
        .from = "smagrupper@example.no",
        .to = "kari@example.no",
        .subject = "Mottatt: Presensliste",
        .message_id = "<acknowledgement.0123456789abcdef0123456789abcdef@example.no>",
        .answers = "<abc.def@example.org>",
        .language = "nb",
        .date = 1768208583,
        .replied = true,
        .text = "Hei\n",
        .html = "<p>Hei</p>\n",
    };
}

/* The mail as text; fails the test where it is not made. Caller frees. */
static char *composed(const struct composition *composition)
{
    GError *error = NULL;
    g_autoptr(GBytes) mime = compose_mail(composition, &error);
    ck_assert_msg(mime != NULL, "%s", error ? error->message : "");
    gsize size = g_bytes_get_size(mime);
    ck_assert_msg(memchr(g_bytes_get_data(mime, NULL), 0, size) == NULL, "a NUL in the mail");
    return g_strndup(g_bytes_get_data(mime, NULL), size);
}

/* What RFC 5322 and 2045 to 2047 ask of every mail. */
static void is_strict(const char *mail)
{
    g_auto(GStrv) lines = g_strsplit(mail, "\r\n", -1);
    bool header = true;
    for (char **line = lines; *line; line++) {
        ck_assert_msg(strchr(*line, '\n') == NULL && strchr(*line, '\r') == NULL, "a bare line end in '%s'",
                      *line);
        ck_assert_msg(strlen(*line) <= 998, "a line of %zu bytes", strlen(*line));
        ck_assert_msg(g_str_is_ascii(*line), "eight bits in '%s'", *line);
        if (**line == '\0')
            header = false;
        for (const char *word = strstr(*line, "=?"); header && word; word = strstr(word + 2, "=?UTF-8?")) {
            const char *end = strstr(word + strlen("=?UTF-8?B?"), "?=");
            ck_assert_msg(end && end + 2 - word <= 75, "an encoded word too long in '%s'", *line);
        }
        if (header && !g_str_has_prefix(*line, " <"))
            ck_assert_msg(strlen(*line) <= 78, "a header line of %zu bytes: %s", strlen(*line), *line);
    }
    ck_assert_msg(g_str_has_suffix(mail, "\r\n"), "no line end at the end");
}

/* Every header once at most, and none but these. */
static void has_only_its_own_headers(const char *mail)
{
    static const char *const own[] = {"Date:",
                                      "From:",
                                      "Subject:",
                                      "To:",
                                      "Message-ID:",
                                      "In-Reply-To:",
                                      "References:",
                                      "Auto-Submitted:",
                                      "X-Auto-Response-Suppress:",
                                      "Content-Language:",
                                      "MIME-Version:",
                                      "Content-Type:",
                                      "Content-Transfer-Encoding:"};
    g_auto(GStrv) halves = g_strsplit(mail, "\r\n\r\n", 2);
    g_auto(GStrv) lines = g_strsplit(halves[0], "\r\n", -1);
    guint seen[G_N_ELEMENTS(own)] = {0};
    for (char **line = lines; *line; line++) {
        if (**line == ' ' || **line == '\t')
            continue;
        guint known = 0;
        while (known < G_N_ELEMENTS(own) && !g_str_has_prefix(*line, own[known]))
            known++;
        ck_assert_msg(known < G_N_ELEMENTS(own), "a header that is not ours: %s", *line);
        ck_assert_msg(++seen[known] == 1, "twice: %s", *line);
    }
}

static GMimeMessage *parsed(const char *mail)
{
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(mail, strlen(mail));
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    ck_assert_ptr_nonnull(message);
    g_object_unref(parser);
    g_object_unref(stream);
    return message;
}

START_TEST(a_mail_has_its_headers)
{
    struct composition composition = sound();
    g_autofree char *mail = composed(&composition);
    is_strict(mail);
    has_only_its_own_headers(mail);
    static const char *const lines[] = {
        "\r\nTo: kari@example.no\r\n",
        "\r\nSubject: Mottatt: Presensliste\r\n",
        "Date: Mon, 12 Jan 2026 09:03:03 +0000\r\n",
        "\r\nMessage-ID: <acknowledgement.0123456789abcdef0123456789abcdef@example.no>\r\n",
        "\r\nIn-Reply-To: <abc.def@example.org>\r\n",
        "\r\nReferences: <abc.def@example.org>\r\n",
        "\r\nAuto-Submitted: auto-replied\r\n",
        "\r\nX-Auto-Response-Suppress: All\r\n",
        "\r\nContent-Language: nb\r\n",
        "\r\nMIME-Version: 1.0\r\n",
        "\r\nContent-Type: multipart/alternative;",
        "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: "
        "quoted-printable\r\n\r\nHei\r\n",
        "\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: "
        "quoted-printable\r\n\r\n<p>Hei</p>\r\n",
    };
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++)
        ck_assert_msg(strstr(mail, lines[i]) != NULL, "%s is not in\n%s", lines[i], mail);
    GMimeMessage *message = parsed(mail);
    InternetAddress *from = internet_address_list_get_address(g_mime_message_get_from(message), 0);
    ck_assert_str_eq(internet_address_get_name(from), "Enhet for primærmedisin");
    ck_assert_str_eq(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(from)),
                     "smagrupper@example.no");
    g_object_unref(message);
}
END_TEST

START_TEST(the_same_composition_gives_the_same_bytes)
{
    struct composition composition = sound();
    g_autofree char *one = composed(&composition);
    g_autofree char *other = composed(&composition);
    ck_assert_str_eq(one, other);
}
END_TEST

START_TEST(a_mail_that_answers_nothing_says_it_made_itself)
{
    struct composition composition = sound();
    composition.answers = NULL;
    composition.replied = false;
    g_autofree char *mail = composed(&composition);
    ck_assert_ptr_nonnull(strstr(mail, "\r\nAuto-Submitted: auto-generated\r\n"));
    ck_assert_ptr_null(strstr(mail, "In-Reply-To"));
}
END_TEST

/* Text that comes from outside and what becomes of it as a subject. */
static const struct {
    const char *text, *subject;
} subjects[] = {
    {"Smågruppe Øst", "Smågruppe Øst"},
    {"a\r\nBcc: offer@example.org", "a Bcc: offer@example.org"},
    {"a\nBcc: offer@example.org\n\nbody", "a Bcc: offer@example.org body"},
    {"a\rBcc: x\x0b\x0c\x1f", "a Bcc: x"},
    {"æ\r\n\r\n<html>", "æ <html>"},
    {"\xc2\x85Subject: next line\xe2\x80\xa8line separator", "Subject: next line line separator"},
    {"=?UTF-8?Q?=0D=0ABcc:_x?=", "=?UTF-8?Q?=0D=0ABcc:_x?="},
    {"invalid \xff bytes", "invalid \xef\xbf\xbd bytes"},
    {"\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80 "
     "\xf0\x9f\x98\x80"
     "\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80",
     "\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80 "
     "\xf0\x9f\x98\x80"
     "\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80"},
};

START_TEST(a_subject_is_one_line_and_says_what_it_said)
{
    struct composition composition = sound();
    composition.subject = subjects[_i].text;
    composition.from_name = subjects[_i].text;
    g_autofree char *mail = composed(&composition);
    is_strict(mail);
    has_only_its_own_headers(mail);
    GMimeMessage *message = parsed(mail);
    ck_assert_str_eq(g_mime_message_get_subject(message), subjects[_i].subject);
    InternetAddressList *from = g_mime_message_get_from(message);
    ck_assert_int_eq(internet_address_list_length(from), 1);
    ck_assert_str_eq(internet_address_get_name(internet_address_list_get_address(from, 0)),
                     subjects[_i].subject);
    g_object_unref(message);
}
END_TEST

START_TEST(a_long_subject_is_cut)
{
    struct composition composition = sound();
    g_autofree char *subject = g_strnfill(5000, 'x');
    g_autofree char *name = g_strnfill(5000, 'y');
    composition.subject = subject;
    composition.from_name = name;
    g_autofree char *mail = composed(&composition);
    is_strict(mail);
    GMimeMessage *message = parsed(mail);
    ck_assert_int_eq(g_utf8_strlen(g_mime_message_get_subject(message), -1), 201);
    ck_assert(g_str_has_suffix(g_mime_message_get_subject(message), "x…"));
    g_object_unref(message);
}
END_TEST

/* Message-IDs of other people's mails that cannot be repeated. */
static const char *const foreign[] = {
    "",
    "abc@example.org",
    "<abc>",
    "<@example.org>",
    "<abc@>",
    "<a b@example.org>",
    "<abc@example.org>\r\nBcc: x@example.org",
    "<abc\r\n@example.org>",
    "<abc@example.org> <def@example.org>",
    "<a@b@c>",
    "<\xc3\xa6@example.org>",
    "<abc@example.org>\x01",
};

START_TEST(what_is_no_message_id_is_not_repeated)
{
    struct composition composition = sound();
    composition.answers = foreign[_i];
    g_autofree char *mail = composed(&composition);
    is_strict(mail);
    ck_assert_ptr_null(strstr(mail, "In-Reply-To"));
    ck_assert_ptr_null(strstr(mail, "References"));
}
END_TEST

START_TEST(a_long_message_id_is_repeated_and_a_longer_one_is_not)
{
    struct composition composition = sound();
    g_autofree char *local = g_strnfill(200, 'x');
    g_autofree char *long_id = g_strdup_printf("<%s@example.org>", local);
    composition.answers = long_id;
    g_autofree char *mail = composed(&composition);
    is_strict(mail);
    ck_assert_ptr_nonnull(strstr(mail, "In-Reply-To:"));
    g_autofree char *more = g_strnfill(2000, 'x');
    g_autofree char *longer_id = g_strdup_printf("<%s@example.org>", more);
    composition.answers = longer_id;
    g_autofree char *other = composed(&composition);
    ck_assert_ptr_null(strstr(other, "In-Reply-To:"));
}
END_TEST

static const struct {
    const char *from, *to;
    enum presens_error kind;
} addresses[] = {
    {"smagrupper@example.no", "kari", ERROR_SEND_REFUSED},
    {"smagrupper@example.no", "kari@example.no\r\nBcc: x@example.org", ERROR_SEND_REFUSED},
    {"smagrupper@example.no", "kari@example.no, ola@example.no", ERROR_SEND_REFUSED},
    {"smagrupper@example.no", "Kari <kari@example.no>", ERROR_SEND_REFUSED},
    {"smagrupper@example.no", "kåri@example.no", ERROR_SEND_REFUSED},
    {"smagrupper@example.no", NULL, ERROR_SEND_REFUSED},
    {"smagrupper", "kari@example.no", ERROR_CONFIGURATION},
    {"a@b.no\nBcc: x@y.no", "kari@example.no", ERROR_CONFIGURATION},
};

START_TEST(impossible_addresses_get_no_mail)
{
    struct composition composition = sound();
    GError *error = NULL;
    composition.from = addresses[_i].from;
    composition.to = addresses[_i].to;
    ck_assert_ptr_null(compose_mail(&composition, &error));
    ck_assert(g_error_matches(error, PRESENS_ERROR, (gint)addresses[_i].kind));
    g_clear_error(&error);
}
END_TEST

START_TEST(long_lines_of_text_are_wrapped_at_blanks)
{
    struct composition composition = sound();
    composition.html = NULL;
    composition.text =
        "Hei\n\n- Et punkt som er så langt at det ikke får plass på én linje, og som derfor brytes og rykkes "
        "inn under seg selv.\n"
        "10. Et nummerert punkt som også er så langt at det ikke får plass på én linje, men trenger minst en "
        "til.\n"
        "Et avsnitt der det neste ordet ville begynne linjen akkurat her, nemlig et > som er et sitat.\n";
    g_autofree char *mail = composed(&composition);
    GMimeMessage *message = parsed(mail);
    g_autofree char *text = g_mime_text_part_get_text(GMIME_TEXT_PART(g_mime_message_get_mime_part(message)));
    ck_assert_str_eq(text, "Hei\r\n\r\n"
                           "- Et punkt som er så langt at det ikke får plass på én linje, og som derfor\r\n"
                           "  brytes og rykkes inn under seg selv.\r\n"
                           "10. Et nummerert punkt som også er så langt at det ikke får plass på én\r\n"
                           "    linje, men trenger minst en til.\r\n"
                           "Et avsnitt der det neste ordet ville begynne linjen akkurat her, nemlig et >\r\n"
                           "som er et sitat.\r\n");
    g_object_unref(message);
}
END_TEST

START_TEST(text_without_blanks_is_carried_whole)
{
    struct composition composition = sound();
    g_autofree char *word = g_strnfill(20000, 'x');
    g_autofree char *html = g_strdup_printf("<p>%s æøå</p>", word);
    composition.text = word;
    composition.html = html;
    g_autofree char *mail = composed(&composition);
    is_strict(mail);
    GMimeMessage *message = parsed(mail);
    GMimeMultipart *parts = GMIME_MULTIPART(g_mime_message_get_mime_part(message));
    g_autofree char *text = g_mime_text_part_get_text(GMIME_TEXT_PART(g_mime_multipart_get_part(parts, 0)));
    g_autofree char *tidy = text_tidy(text);
    ck_assert_str_eq(tidy, word);
    g_autofree char *page = g_mime_text_part_get_text(GMIME_TEXT_PART(g_mime_multipart_get_part(parts, 1)));
    g_autofree char *tidy_page = text_tidy(page);
    ck_assert_str_eq(tidy_page, html);
    g_object_unref(message);
}
END_TEST

static const struct {
    const char *bytes;
    gsize size;
    const char *type;
} originals[] = {
    {"Subject: x\r\n\r\nhallo\r\n", 21, "message/rfc822"},
    {"Subject: x\n\nhallo", 17, "message/rfc822"},
    {"Subject: x\r\n\r\nhall\xc3\xb8\r\n", 22, "application/octet-stream"},
    {"Subject: x\r\n\r\nhal\0lo\r\n", 22, "application/octet-stream"},
    {"Subject: x\r\rhallo\r", 18, "application/octet-stream"},
};

START_TEST(an_original_is_attached_as_it_came)
{
    struct composition composition = sound();
    g_autoptr(GBytes) original = g_bytes_new_static(originals[_i].bytes, originals[_i].size);
    struct attachment mail_of_theirs = {.name = "original.eml", .type = ATTACHED_MAIL, .bytes = original};
    g_autoptr(GPtrArray) attachments = g_ptr_array_new();
    g_ptr_array_add(attachments, &mail_of_theirs);
    composition.attachments = attachments;
    g_autofree char *mail = composed(&composition);
    is_strict(mail);
    g_autofree char *type =
        g_strdup_printf("\r\nContent-Type: %s; name=original.eml\r\n", originals[_i].type);
    ck_assert_msg(strstr(mail, type) != NULL, "%s", mail);
    GMimeMessage *message = parsed(mail);
    GMimeMultipart *parts = GMIME_MULTIPART(g_mime_message_get_mime_part(message));
    ck_assert_int_eq(g_mime_multipart_get_count(parts), 2);
    ck_assert(GMIME_IS_MULTIPART(g_mime_multipart_get_part(parts, 0)));
    GMimeObject *attached = g_mime_multipart_get_part(parts, 1);
    if (GMIME_IS_PART(attached)) {
        GMimeStream *stream = g_mime_stream_mem_new();
        g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(GMIME_PART(attached)), stream);
        GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
        ck_assert_uint_eq(bytes->len, originals[_i].size);
        ck_assert(memcmp(bytes->data, originals[_i].bytes, bytes->len) == 0);
        g_object_unref(stream);
    }
    g_object_unref(message);
}
END_TEST

START_TEST(a_line_too_long_for_mail_is_encoded)
{
    struct composition composition = sound();
    g_autofree char *line = g_strnfill(2000, 'x');
    g_autofree char *raw = g_strdup_printf("Subject: x\r\n\r\n%s\r\n", line);
    g_autoptr(GBytes) original = g_bytes_new(raw, strlen(raw));
    struct attachment mail_of_theirs = {.name = "original.eml", .type = ATTACHED_MAIL, .bytes = original};
    g_autoptr(GPtrArray) attachments = g_ptr_array_new();
    g_ptr_array_add(attachments, &mail_of_theirs);
    composition.attachments = attachments;
    g_autofree char *mail = composed(&composition);
    is_strict(mail);
}
END_TEST

START_TEST(a_message_id_follows_from_the_facts)
{
    const char *const others[] = {"sha", "kari@example.no1", NULL};
    g_autofree char *one = compose_message_id("return", "smagrupper@example.no", facts);
    g_autofree char *again = compose_message_id("return", "smagrupper@example.no", facts);
    g_autofree char *purpose = compose_message_id("review", "smagrupper@example.no", facts);
    g_autofree char *other = compose_message_id("return", "smagrupper@example.no", others);
    ck_assert_str_eq(one, again);
    ck_assert(g_str_has_prefix(one, "<return.") && g_str_has_suffix(one, "@example.no>"));
    ck_assert_str_ne(one, purpose);
    ck_assert_str_ne(one, other);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("compose");
    TCase *cases = tcase_create("compose");
    tcase_add_test(cases, a_mail_has_its_headers);
    tcase_add_test(cases, the_same_composition_gives_the_same_bytes);
    tcase_add_test(cases, a_mail_that_answers_nothing_says_it_made_itself);
    tcase_add_loop_test(cases, a_subject_is_one_line_and_says_what_it_said, 0, G_N_ELEMENTS(subjects));
    tcase_add_test(cases, a_long_subject_is_cut);
    tcase_add_loop_test(cases, what_is_no_message_id_is_not_repeated, 0, G_N_ELEMENTS(foreign));
    tcase_add_test(cases, a_long_message_id_is_repeated_and_a_longer_one_is_not);
    tcase_add_loop_test(cases, impossible_addresses_get_no_mail, 0, G_N_ELEMENTS(addresses));
    tcase_add_test(cases, long_lines_of_text_are_wrapped_at_blanks);
    tcase_add_test(cases, text_without_blanks_is_carried_whole);
    tcase_add_loop_test(cases, an_original_is_attached_as_it_came, 0, G_N_ELEMENTS(originals));
    tcase_add_test(cases, a_line_too_long_for_mail_is_encoded);
    tcase_add_test(cases, a_message_id_follows_from_the_facts);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
