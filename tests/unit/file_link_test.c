/* File link: which texts hold a link to a file on a server, and which only look like it. */
#include "parser/file_link.h"
#include "tests/unit/suite.h"
#include <string.h>

static const struct {
    const char *text;
    bool is_link;
} texts[] = {
    {"Lista ligger her: https://1drv.ms/x/s!Abc", true},
    {"https://helse-my.sharepoint.com/:x:/g/personal/kari", true},
    {"<a href=\"HTTPS://Docs.Google.com/spreadsheets/d/1\">Presensliste</a>", true},
    {"https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fhelse.sharepoint.com%2Fx", true},
    {"https://www.dropbox.com/s/1", true},
    {"https://we.tl/t-1", true},
    {"http://onedrive.live.com", true},
    {"https://onedrive.live.com:443/a", true},
    {"https://example.no/sharepoint.com", false},
    {"https://notsharepoint.com/a", false},
    {"https://sharepoint.com.example.no/a", false},
    {"Vi deler filer på sharepoint.com", false},
    {"https://", false},
    {"h", false},
    {"", false},
};

START_TEST(a_link_to_a_file_is_told_by_its_server)
{
    g_autoptr(GBytes) bytes = g_bytes_new_static(texts[_i].text, strlen(texts[_i].text));
    ck_assert_msg(file_link_stands_in(bytes) == texts[_i].is_link, "%s", texts[_i].text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("file_link");
    TCase *cases = tcase_create("file_link");
    tcase_add_loop_test(cases, a_link_to_a_file_is_told_by_its_server, 0, G_N_ELEMENTS(texts));
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
