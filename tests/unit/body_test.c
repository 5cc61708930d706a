#include "parser/body.h"
#include "parser/flowed.h"
#include "parser/kind.h"
#include "tests/unit/suite.h"

#include <string.h>

/* A text as typed, and the sender's own words in it; the same as plain text and as HTML paragraphs where
 * `html`. */
static const struct {
    const char *typed, *own;
} letters[] = {
    {"Hei\n\n\n\nSe vedlegg.\n", "Hei\n\nSe vedlegg."},
    {"", NULL},
    {"   \n\n", NULL},
    {"Hei\n-- \nKari\nStorgata legesenter\n", "Hei"},
    {"Hei\n\nMvh\nKari\n", "Hei"},
    {"Hei\n\nMvh.\nKari\n", "Hei"},
    {"Hei\n\nMed vennlig hilsen\nKari Nordmann\nTlf: 55 00 00 00\n", "Hei"},
    {"Hei\n\nBeste hilsen Kari\n\nSendt fra min iPhone\n", "Hei"},
    {"Hei\n\nVenleg helsing\nKari\n", "Hei"},
    {"Hei\n\nHilsen Kari Nordmann, sekretær\n", "Hei"},
    {"Hei\n\nSkaff deg Outlook for Android<https://aka.ms/x>\n", "Hei"},
    {"Hei\n\nMvh\nKari\n\nPS: Vi er fem.\n", "Hei\n\nPS: Vi er fem."},
    {"Jeg skulle hilse fra gruppen.\nHilsenen står der.\n",
     "Jeg skulle hilse fra gruppen.\nHilsenen står der."},
    {"Ja\n\nDen man. 12. jan. 2026 kl. 10:03 skrev Kontoret <post@example.no>:\n> Stemmer det?\n", "Ja"},
    {"Ja\n\nDen man. 12. jan. 2026 kl. 10:03 skrev Kontoret med et langt navn <\npost@example.no>:\n\n> "
     "Stemmer det?\n",
     "Ja"},
    {"Ja\n\nman. 12. jan. 2026 kl. 10:03 skrev Kontoret <post@example.no>:\n\nStemmer det?\n", "Ja"},
    {"Ja\n\nOn Mon, 12 Jan 2026 at 10:03, Kontoret wrote:\n\nStemmer det?\n", "Ja"},
    {"Ja\n\nKontoret skrev den 2026-01-12 10:03:\n> Stemmer det?\n", "Ja"},
    {"Den 12.01.2026 10:03, skrev Kontoret:\n> Stemmer det?\nJa\n> Ellers?\nNei\n", "Ja\nNei"},
    {"Kari skrev referat:\nVi møttes.\n", "Kari skrev referat:\nVi møttes."},
    {"Ja\n\nFra: Kontoret <post@example.no>\nSendt: mandag 12. januar 2026 10:03\nTil: Kari\nEmne: "
     "Liste\n\nStemmer det?\n",
     "Ja"},
    {"Ja\n________________________________\nFrom: Kontoret\nSent: Monday, January 12, 2026 10:03 AM\nTo: "
     "Kari\n"
     "Subject: Liste\n\nStemmer det?\n",
     "Ja"},
    {"Ja\n\n*Fra:* Kontoret <post@example.no>\n*Dato:* 12. januar 2026 kl. 10:03\n*Emne:* Liste\n\nStemmer "
     "det?\n",
     "Ja"},
    {"Ja\n\n-----Opprinnelig melding-----\nStemmer det?\n", "Ja"},
    {"Ja\n\n---------- Forwarded message ---------\nFra: Ola <ola@example.no>\nDate: man. 12. jan. "
     "2026\nHei\n",
     "Ja"},
    /* A period and a meeting that are typed are no headers of a mail. */
    {"Fra: 01.01.2025\nTil: 31.12.2025\nEmne: Hjertesvikt\n",
     "Fra: 01.01.2025\nTil: 31.12.2025\nEmne: Hjertesvikt"},
    {"Dato: 3.2.2025\nFra: 18.00\nTil: 21.00\nTema: Astma\n",
     "Dato: 3.2.2025\nFra: 18.00\nTil: 21.00\nTema: Astma"},
};

static struct body *read_body(const char *headers, const char *text)
{
    g_autofree char *raw = g_strdup_printf("To: post@example.no\n%s\n%s", headers, text);
    g_autoptr(GBytes) bytes = g_bytes_new(raw, strlen(raw));
    struct message *message = message_read(bytes, NULL);
    struct body *body = body_read(message);
    /* Only the texts point into the message, and here nobody follows them. */
    message_free(message);
    return body;
}

START_TEST(own_words_are_found_in_plain_text)
{
    struct body *body = read_body("Content-Type: text/plain; charset=utf-8\n", letters[_i].typed);
    ck_assert_pstr_eq(body->text, letters[_i].own);
    body_free(body);
}
END_TEST

/* Mail programs' own ways to mark what is not the sender's. */
static const struct {
    const char *html, *own;
} pages[] = {
    {"<div>Ja</div><div class=\"gmail_signature\">Kari</div>", "Ja"},
    {"<div>Ja</div><div class=\"gmail_quote\"><div class=\"gmail_attr\">On Mon, Jan 12, 2026 at 10:03 AM "
     "Kontoret "
     "&lt;post@example.no&gt; wrote:</div><blockquote "
     "class=\"gmail_quote\"><table><tr><td>Stemmer</td></tr></table></blockquote></div>",
     "Ja"},
    {"<p>Ja</p><blockquote type=\"cite\"><div>Stemmer det?</div></blockquote><p>Takk</p>", "Ja\nTakk"},
    {"<p>Ja</p><div id=\"appendonsend\"></div><hr><div id=\"divRplyFwdMsg\"><b>Fra:</b> Kontoret "
     "&lt;post@example.no&gt;<br>"
     "<b>Sendt:</b> mandag 12. januar 2026 10:03<br><b>Til:</b> Kari<br><b>Emne:</b> Liste</div><p>Stemmer "
     "det?</p>",
     "Ja"},
    {"<p>Ja</p><p>Vennlig hilsen</p><p>Kari</p>", "Ja"},
    {"<style>p{}</style><p>Ja<script>x()</script></p><div style=\"display: none\">skjult</div><!-- x -->",
     "Ja"},
    {"<table><tr><td>Dato</td><td><p>3.2.</p><p>4.2.</p></td></tr></table>", "Dato 3.2. 4.2."},
    {"<table><tr><td><p>Hei</p><p>Ja</p></td></tr></table>", "Hei\nJa"},
    {"<pre>en\nto\n\ntre</pre>", "en\nto\n\ntre"},
    {"<p>bl&aring;b&aelig;r&nbsp;p&#229; m\xc3\xb8tet", "blåbær på møtet"},
    {"<blockquote>Sitat fra loven</blockquote>", "Sitat fra loven"},
    {"", NULL},
    {"<<<>>><p", NULL},
};

START_TEST(own_words_are_found_in_html)
{
    struct body *body = read_body("Content-Type: text/html; charset=utf-8\n", pages[_i].html);
    ck_assert_pstr_eq(body->text, pages[_i].own);
    body_free(body);
}
END_TEST

/* Headers, then whether a form may still be read below: what is left for the reader of forms. */
static const struct {
    const char *headers, *typed;
    bool kept;
} forms[] = {
    {"", "Hei\n\nHilsen\nKari\n\nGruppe: SKJEMA\nDato: 3.2.2025\n", true},
    {"", "Hei\n\nHilsen\nKari\nSKJEMA legesenter\n", false},
    {"Subject: SV: liste\n",
     "Ja\n\nFra: Ola <ola@example.no>\nSendt: 12. januar 2026\nEmne: liste\n\nSKJEMA\n", false},
    {"Subject: VS: liste\n",
     "Se\n\nFra: Ola <ola@example.no>\nSendt: 12. januar 2026\nEmne: liste\n\nSKJEMA\n", true},
    {"Subject: VS: liste\n",
     "Se\n\nFra: Kontoret <post@example.no>\nSendt: 12. januar 2026\nEmne: liste\n\nSKJEMA\n", false},
    {"Subject: Fwd: liste\n",
     "Se\n\n-------- Videresendt melding --------\nEmne: liste\nFra: Ola\n\nSKJEMA\n", true},
    {"Subject: VS: liste\nContent-Type: text/html\n",
     "<p>Se</p><div><b>Fra:</b> Ola &lt;ola@example.no&gt;<br><b>Sendt:</b> 12. januar 2026<br><b>Emne:</b> "
     "liste</div>"
     "<table><tr><td>SKJEMA</td></tr></table>",
     true},
    {"Subject: SV: liste\nContent-Type: text/html\n",
     "<p>Se</p><div><b>Fra:</b> Ola &lt;ola@example.no&gt;<br><b>Sendt:</b> 12. januar 2026<br><b>Emne:</b> "
     "liste</div>"
     "<table><tr><td>SKJEMA</td></tr></table>",
     false},
};

START_TEST(a_form_stays_where_the_sender_sends_it)
{
    struct body *body = read_body(forms[_i].headers, forms[_i].typed);
    ck_assert_uint_eq(body->texts->len, 1);
    const struct body_text *text = g_ptr_array_index(body->texts, 0);
    gsize length;
    g_autoptr(GBytes) content = body_text_bytes(text);
    const char *bytes = g_bytes_get_data(content, &length);
    ck_assert_int_eq(g_strstr_len(bytes, (gssize)length, "SKJEMA") != NULL, forms[_i].kept);
    body_free(body);
}
END_TEST

static const struct {
    const char *wrapped;
    bool delsp;
    const char *joined;
} flows[] = {
    {"En lang \nlinje\nNeste", false, "En lang linje\nNeste"},
    {"En lang \nlinje", true, "En langlinje"},
    {"Hei \n-- \nKari", false, "Hei \n-- \nKari"},
    {"> sitat \n> videre\nsvar", false, "> sitat videre\nsvar"},
    {" From oss", false, "From oss"},
    {"", false, ""},
};

START_TEST(flowed_lines_are_joined)
{
    g_autofree char *joined = flowed_join(flows[_i].wrapped, flows[_i].delsp);
    ck_assert_str_eq(joined, flows[_i].joined);
}
END_TEST

static const struct {
    const char *charset, *bytes, *text;
} charsets[] = {
    {"utf-8", "p\xc3\xa5", "på"},
    {"iso-8859-1", "p\xe5 \x96", "på –"},
    {"utf-8", "p\xe5", "på"},
    {"us-ascii", "p\xc3\xa5", "på"},
    {"iso-8859-1", "p\xc3\xa5", "på"},
    {"finnes-ikke", "p\xe5", "på"},
    {"utf-7", "p+AOU-", "på"},
    {"ibm865", "p\x86", "på"},
    {"macintosh", "p\x8c", "på"},
    {"windows-1252", "1\x80", "1€"},
    {NULL, "p\xe5", "på"},
};

START_TEST(a_text_is_read_whatever_its_charset_claims)
{
    struct part part = {.charset = (char *)charsets[_i].charset};
    part.content = g_bytes_new_static(charsets[_i].bytes, strlen(charsets[_i].bytes));
    g_autofree char *text = part_text(&part);
    ck_assert_str_eq(text, charsets[_i].text);
    g_bytes_unref(part.content);
}
END_TEST

static const struct {
    const char *subject, *text;
    enum request request;
} requests[] = {
    {"Skjema", "Hei! Kan dere sende meg oppstartskjema for smågruppe?", REQUEST_FORM},
    {NULL, "Hei, jeg ønsker å få tilsendt presensliste.", REQUEST_FORM},
    {NULL, "Kan eg få eit tomt skjema?", REQUEST_FORM},
    {NULL, "Hvor finner jeg oppdateringsskjemaet?", REQUEST_FORM},
    {NULL, "Vi trenger et nytt oppstartskjema.", REQUEST_FORM},
    {NULL, "Har dere en mal for presensliste?", REQUEST_FORM},
    {"Presensliste", "Hei! Kan dere sende meg presenslista? Jeg finner den ikke.", REQUEST_FORM},
    {NULL, "Kan de sende oss oppmøtelista for 2026?", REQUEST_FORM},
    {NULL, "Kvar finn eg skjemaet for oppstart?", REQUEST_FORM},
    {NULL, "Jeg skulle gjerne hatt tilsendt et oppdateringsskjema.", REQUEST_FORM},
    {NULL, "Jeg får ikke åpnet skjemaet. Kan dere sende det på nytt?", REQUEST_FORM},
    {NULL, "Vi trenger presenslister for neste år.", REQUEST_FORM},
    {NULL, "Hvilket skjema skal vi bruke når sekretæren slutter?", REQUEST_FORM},
    {NULL, "Er det noe eget skjema for nye medlemmer?", REQUEST_FORM},
    {NULL, "Kan jeg få vite hvor mange poeng jeg har?", REQUEST_STATEMENT},
    {NULL, "Hvor mange poeng har jeg nå?", REQUEST_STATEMENT},
    {NULL, "Kan dere sende meg en oversikt over poengene mine?", REQUEST_STATEMENT},
    {"Poengoversikt", "Hei", REQUEST_STATEMENT},
    {"status", NULL, REQUEST_STATEMENT},
    {"Status", "Hei!\n\nMvh\nKari Nordmann, Fjordbyen legesenter", REQUEST_STATEMENT},
    {"STATUS", "status", REQUEST_STATEMENT},
    {NULL, "Saldo?", REQUEST_STATEMENT},
    {"Spørsmål", "Hei, poeng?\nHilsen Kari", REQUEST_STATEMENT},
    {"Mine poeng", "Hei dere", REQUEST_STATEMENT},
    {"Hvor mange poeng har jeg?", NULL, REQUEST_STATEMENT},
    {"Re: Timene dine", "status", REQUEST_STATEMENT},
    {"Status", "Vi har ikke hørt noe om lista vår fra januar. Er den godkjent?", REQUEST_NONE},
    {"Poeng", "Kan dere slette gruppen vår?", REQUEST_NONE},
    {"Status for gruppen", "Hei, vi har sluttet.", REQUEST_NONE},
    {"Presensliste", "Vedlagt presensliste for 2025.", REQUEST_NONE},
    {NULL, "Sender over presensliste. Si fra om noe mangler i skjemaet.", REQUEST_NONE},
    {NULL, "Kan vi sende inn skjemaet på nytt?", REQUEST_NONE},
    {NULL, "Har dere mottatt presenslisten jeg sendte i forrige uke?", REQUEST_NONE},
    {NULL, "Har dere skjemaet mitt?", REQUEST_NONE},
    {NULL, "Kan jeg sende presenslista på e-post?", REQUEST_NONE},
    {NULL, "Kan dere sende skjemaet i retur? Det mangler en signatur.", REQUEST_NONE},
    {NULL, "Vedlagt er skjemaet. Kan dere sende det videre til rette person?", REQUEST_NONE},
    {NULL, "Når er fristen for å sende inn presenslisten?", REQUEST_NONE},
    {NULL, "Jeg sender presenslista over helga.", REQUEST_NONE},
    {NULL, "Jeg trenger hjelp til å fylle ut skjemaet.", REQUEST_NONE},
    {NULL, "Er det jeg som skal fylle ut skjemaet?", REQUEST_NONE},
    {NULL, "Hvor mange poeng gir et møte på tre timer?", REQUEST_NONE},
    {"Spørsmål om poeng", "Vi er bare to på neste møte. Teller det likevel?", REQUEST_NONE},
    {NULL, NULL, REQUEST_NONE},
};

START_TEST(a_request_is_a_wish_in_so_many_words)
{
    ck_assert_int_eq(request_of(requests[_i].subject, requests[_i].text), requests[_i].request);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("body");
    TCase *words = tcase_create("words");
    tcase_add_loop_test(words, own_words_are_found_in_plain_text, 0, G_N_ELEMENTS(letters));
    tcase_add_loop_test(words, own_words_are_found_in_html, 0, G_N_ELEMENTS(pages));
    tcase_add_loop_test(words, a_form_stays_where_the_sender_sends_it, 0, G_N_ELEMENTS(forms));
    tcase_add_loop_test(words, flowed_lines_are_joined, 0, G_N_ELEMENTS(flows));
    tcase_add_loop_test(words, a_text_is_read_whatever_its_charset_claims, 0, G_N_ELEMENTS(charsets));
    tcase_add_loop_test(words, a_request_is_a_wish_in_so_many_words, 0, G_N_ELEMENTS(requests));
    suite_add_tcase(suite, words);
    message_prepare();
    return run_suite(suite);
}
