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
    ck_assert(templates_add(templates, "part.txt", "[{{p}}]\n", &error));
    ck_assert_msg(templates_add(templates, renderings[_i].name, renderings[_i].source, &error), "%s",
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
    ck_assert(templates_add(templates, "b.html", "b", &error));
    bool good =
        templates_add(templates, "a.txt", faulty[_i].source, &error) && templates_check(templates, &error);
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
    ck_assert(!templates_add(templates, "a.txt", source->str, &error));
    ck_assert(strstr(error->message, "nested too deep") != NULL);
    g_clear_error(&error);
    g_string_free(source, TRUE);
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
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
