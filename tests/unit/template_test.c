#include "notify/template.h"
#include "tests/unit/suite.h"

#include <string.h>

/* A template, the data it is filled with, and what comes of it; NULL: an error that says `fault`. */
static const struct {
    const char *name, *source, *data, *expected, *fault;
} renderings[] = {
    {"a.txt", "Hei {{name}}!", "{\"name\":\"Kari\"}", "Hei Kari!", NULL},
    {"a.txt", "{{a.b.c}} {{n}} {{x}}", "{\"a\":{\"b\":{\"c\":\"d\"}},\"n\":4,\"x\":1.5}", "d 4 1,5", NULL},
    {"a.txt", "{{#l}}{{.}},{{/l}}", "{\"l\":[\"a\",2,\"c\"]}", "a,2,c,", NULL},
    {"a.txt", "{{#l}}{{n}}{{o}} {{/l}}", "{\"l\":[{\"n\":1},{\"n\":2,\"o\":\"!\"}],\"o\":\"?\"}", "1? 2! ",
     NULL},
    {"a.txt", "{{#o}}{{n}}{{/o}}{{^o}}none{{/o}}", "{\"o\":{\"n\":1}}", "1", NULL},
    {"a.txt", "{{#o}}yes{{/o}}{{^o}}none{{/o}}", "{}", "none", NULL},
    {"a.txt", "{{#o}}yes{{/o}}{{^o}}none{{/o}}", "{\"o\":[]}", "none", NULL},
    {"a.txt", "{{#o}}yes{{/o}}{{^o}}none{{/o}}", "{\"o\":\"\"}", "none", NULL},
    {"a.txt", "{{#o}}yes{{/o}}{{^o}}none{{/o}}", "{\"o\":0}", "none", NULL},
    {"a.txt", "{{#o}}yes{{/o}}{{^o}}none{{/o}}", "{\"o\":false}", "none", NULL},
    {"a.txt", "{{#o}}yes{{/o}}{{^o}}none{{/o}}", "{\"o\":null}", "none", NULL},
    {"a.txt", "{{#o}}{{o}}{{/o}}", "{\"o\":\"text\"}", "text", NULL},
    /* Lines of tags alone leave nothing behind; tags within a line leave the line as it is. */
    {"a.txt", "a\n{{#l}}\n- {{.}}\n{{/l}}\nb\n", "{\"l\":[1,2]}", "a\n- 1\n- 2\nb\n", NULL},
    {"a.txt", "a\r\n  {{^l}}  \r\nb\r\n  {{/l}}\r\nc", "{}", "a\r\nb\r\nc", NULL},
    {"a.txt", "a {{#l}}\nb{{/l}}\n", "{\"l\":1}", "a \nb\n", NULL},
    {"a.txt", "{{! a remark, with words }}\na\n", "{}", "a\n", NULL},
    {"a.txt", "x{{! a remark }}y\n", "{}", "xy\n", NULL},
    {"a.txt", "a\n{{> part.txt}}\nb\n", "{\"p\":1}", "a\n[1]\nb\n", NULL},
    {"a.txt", "a {{> part.txt}} b", "{\"p\":1}", "a [1]\n b", NULL},
    /* Values that mean something to a mail program, or to HTML. */
    {"a.txt", "{{v}}", "{\"v\":\"a\\r\\nBcc: x\\u0000\\u202ey\\u0007z\"}", "a Bcc: x", NULL},
    {"a.txt", "{{v}}\n{{v}}", "{\"v\":\"> quoted\"}", " > quoted\n > quoted", NULL},
    {"a.txt", "- {{v}}", "{\"v\":\"From here\"}", "- From here", NULL},
    {"a.txt", "{{v}}", "{\"v\":\"From here\"}", " From here", NULL},
    {"a.txt", "{{v}}", "{\"v\":\"{{w}} <b>\"}", "{{w}} <b>", NULL},
    {"a.html", "<p title=\"{{v}}\">", "{\"v\":\"<script>&'\\\"\"}",
     "<p title=\"&lt;script&gt;&amp;&apos;&quot;\">", NULL},
    /* What is missing is not left out silently. */
    {"a.txt", "Hei\n{{name}}", "{}", NULL, "a.txt, line 2: there is no name"},
    {"a.txt", "{{name}}", "{\"name\":null}", NULL, "there is no name"},
    {"a.txt", "{{name}}", "{\"name\":[1]}", NULL, "there is no name"},
    {"a.txt", "{{name}}", "{\"name\":true}", NULL, "there is no name"},
    {"a.txt", "{{#a}}{{.}}{{/a}}", "{\"a\":{\"b\":1}}", NULL, "there is no ."},
};

START_TEST(a_template_is_filled_in)
{
    GError *error = NULL;
    struct templates *templates = templates_new();
    ck_assert(templates_add(templates, "part.txt", NULL, "[{{p}}]\n", &error));
    ck_assert_msg(templates_add(templates, renderings[_i].name, NULL, renderings[_i].source, &error), "%s",
                  error ? error->message : "");
    ck_assert(templates_check(templates, &error));
    json_auto_t *data = json_loads(renderings[_i].data, JSON_ALLOW_NUL, NULL);
    ck_assert_ptr_nonnull(data);
    g_autofree char *text = templates_render(templates, renderings[_i].name, data, &error);
    if (renderings[_i].expected) {
        ck_assert_msg(text != NULL, "%s", error ? error->message : "");
        ck_assert_str_eq(text, renderings[_i].expected);
    } else {
        ck_assert_ptr_null(text);
        ck_assert(g_error_matches(error, PRESENS_ERROR, ERROR_CONFIGURATION));
        ck_assert_msg(strstr(error->message, renderings[_i].fault) != NULL, "%s", error->message);
        g_clear_error(&error);
    }
    templates_free(templates);
}
END_TEST

/* Templates that are refused when they are loaded, with what the error says. */
static const struct {
    const char *source, *fault;
} faulty[] = {
    {"a\n{{name", "line 2: {{ without }}"},
    {"{{}}", "is no name"},
    {"{{{raw}}}", "is no name"},
    {"{{a b}}", "is no name"},
    {"{{#a}}b", "{{#a}} is not closed"},
    {"{{#a}}{{/b}}", "{{/b}} closes nothing"},
    {"{{#a}}{{#b}}{{/a}}{{/b}}", "{{/a}} closes nothing"},
    {"{{/a}}", "{{/a}} closes nothing"},
    {"{{> gone.txt}}", "there is no template gone.txt"},
    {"a\n{{> a.txt}}", "a.txt includes itself"},
    {"{{> b.html}}", "b.html is not escaped alike"},
    {"\xff", "not UTF-8"},
};

START_TEST(a_template_that_is_wrong_is_named)
{
    GError *error = NULL;
    struct templates *templates = templates_new();
    ck_assert(templates_add(templates, "b.html", NULL, "b", &error));
    bool good = templates_add(templates, "a.txt", NULL, faulty[_i].source, &error) &&
                templates_check(templates, &error);
    ck_assert(!good);
    ck_assert(g_error_matches(error, PRESENS_ERROR, ERROR_CONFIGURATION));
    ck_assert_msg(strstr(error->message, faulty[_i].fault) != NULL, "%s", error->message);
    g_clear_error(&error);
    templates_free(templates);
}
END_TEST

START_TEST(sections_are_nested_so_deep_and_no_deeper)
{
    GString *source = g_string_new(NULL);
    for (int i = 0; i < 10000; i++)
        g_string_append(source, "{{#a}}");
    for (int i = 0; i < 10000; i++)
        g_string_append(source, "{{/a}}");
    GError *error = NULL;
    struct templates *templates = templates_new();
    ck_assert(!templates_add(templates, "a.txt", NULL, source->str, &error));
    ck_assert(strstr(error->message, "nested too deep") != NULL);
    g_clear_error(&error);
    g_string_free(source, TRUE);
    templates_free(templates);
}
END_TEST

/* Templates, and what is wrong with them, in any branch; NULL: nothing. */
static const struct {
    const char *source, *fault;
} named[] = {
    {"{{name}} {{mail.id}}{{#rows}}{{date}}{{name}}{{/rows}}{{#words}}{{.}}{{/words}}", NULL},
    {"{{#maybe}}{{maybe}}{{/maybe}}{{^maybe}}-{{/maybe}}", NULL},
    {"{{#rows}}{{#topic}}{{topic}}{{/topic}}{{/rows}}", NULL},
    {"{{^flag}}{{> part.txt}}{{/flag}}", NULL},
    {"a\n{{nmae}}", "template /etc/x/a.txt, line 2: there is no nmae in this mail"},
    {"{{^flag}}\n{{#rows}}{{nmae}}{{/rows}}\n{{/flag}}",
     "template /etc/x/a.txt, line 2: there is no nmae in this mail"},
    {"{{#flga}}x{{/flga}}", "template /etc/x/a.txt, line 1: there is no flga in this mail"},
    {"{{mail.nmae}}", "template /etc/x/a.txt, line 1: there is no mail.nmae in this mail"},
    {"{{topic}}", "template /etc/x/a.txt, line 1: there is no topic in this mail"},
    {"{{maybe}}",
     "template /etc/x/a.txt, line 1: maybe may be missing: put it between {{#maybe}} and {{/maybe}}"},
    {"{{#flag}}{{maybe}}{{/flag}}",
     "template /etc/x/a.txt, line 1: maybe may be missing: put it between {{#maybe}} and {{/maybe}}"},
    {"{{^maybe}}{{maybe}}{{/maybe}}",
     "template /etc/x/a.txt, line 1: maybe may be missing: put it between {{#maybe}} and {{/maybe}}"},
    {"{{rows}}", "template /etc/x/a.txt, line 1: rows is no text"},
    {"{{> bad.txt}}", "template bad.txt, line 1: there is no nmae in this mail"},
};

START_TEST(names_are_checked_in_every_branch)
{
    GError *error = NULL;
    json_auto_t *example =
        json_loads("{\"name\":\"Kari\",\"maybe?\":\"x\",\"flag\":true,\"mail\":{\"id\":1},\"words\":[\"a\"],"
                   "\"rows\":[{\"date\":\"3. mars\",\"topic?\":\"KOLS\"}]}",
                   0, NULL);
    struct templates *templates = templates_new();
    ck_assert(templates_add(templates, "part.txt", NULL, "{{name}}", &error));
    ck_assert(templates_add(templates, "bad.txt", NULL, "{{nmae}}", &error));
    ck_assert(templates_add(templates, "a.txt", "/etc/x/a.txt", named[_i].source, &error));
    ck_assert(templates_check(templates, &error));
    bool good = templates_check_names(templates, "a.txt", example, &error);
    ck_assert_pstr_eq(error ? error->message : NULL, named[_i].fault);
    ck_assert_int_eq(good, named[_i].fault == NULL);
    g_clear_error(&error);
    templates_free(templates);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("template");
    TCase *cases = tcase_create("template");
    tcase_add_loop_test(cases, a_template_is_filled_in, 0, G_N_ELEMENTS(renderings));
    tcase_add_loop_test(cases, a_template_that_is_wrong_is_named, 0, G_N_ELEMENTS(faulty));
    tcase_add_test(cases, sections_are_nested_so_deep_and_no_deeper);
    tcase_add_loop_test(cases, names_are_checked_in_every_branch, 0, G_N_ELEMENTS(named));
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
