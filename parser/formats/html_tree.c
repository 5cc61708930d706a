#include "parser/formats/html_tree.h"

#include <libxml/HTMLparser.h>
#include <string.h>

/* Of one tag: its words, and its quoted values once more, for these need no blank between them. libxml2
 * compares each attribute with all before it. */
#define MAX_WORDS 400u

/* What libxml2's own handlers do, within limits: it would build any tree. */
struct building {
    startElementSAXFunc start;
    guint nodes;
    bool too_much;
};

static void on_start(void *data, const xmlChar *name, const xmlChar **attributes)
{
    htmlParserCtxtPtr parser = data;
    struct building *building = parser->_private;
    if (++building->nodes > HTML_MAX_ELEMENTS || parser->nameNr > HTML_MAX_DEPTH) {
        building->too_much = true;
        xmlStopParser(parser);
        return;
    }
    building->start(data, name, attributes);
}

/* The number of words and of quoted values in a tag; moves past the tag. */
static guint count_words(const char **tag)
{
    guint words = 0;
    const char *p = *tag;
    for (; *p && *p != '>'; p++) {
        if (*p == '=' && (p[1] == '"' || p[1] == '\'')) {
            const char *end = strchr(p + 2, p[1]);
            p = end ? end : p + 1;
            words++;
        } else if (g_ascii_isspace(*p) && !g_ascii_isspace(p[1])) {
            words++;
        }
    }
    *tag = p;
    return words;
}

static bool has_monstrous_tag(const char *text)
{
    for (const char *p = strchr(text, '<'); p; p = strchr(p, '<')) {
        p++;
        if (g_ascii_isalpha(*p) && count_words(&p) > MAX_WORDS)
            return true;
    }
    return false;
}

xmlDoc *html_tree(const char *text, GError **error)
{
    if (has_monstrous_tag(text)) {
        fail(error, ERROR_INPUT, "HTML with more than %u attributes in a tag", MAX_WORDS / 2);
        return NULL;
    }
    static const int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                               HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC | HTML_PARSE_NODEFDTD;
    htmlParserCtxtPtr parser = htmlNewParserCtxt();
    if (!parser) {
        fail(error, ERROR_INTERNAL, "no memory for an HTML parser");
        return NULL;
    }
    struct building building = {.start = parser->sax->startElement};
    parser->_private = &building;
    parser->sax->startElement = on_start;
    parser->options |=
        XML_PARSE_HUGE; /* the limits are ours: libxml2 would drop what lies deeper than its own */
    xmlDoc *document = htmlCtxtReadMemory(parser, text, (int)strlen(text), NULL, "UTF-8", options);
    bool stopped = building.too_much || parser->disableSAX;
    htmlFreeParserCtxt(parser);
    if (stopped) {
        xmlFreeDoc(document);
        fail(error, ERROR_INPUT, "HTML is nested too deeply or has too many elements");
        return NULL;
    }
    return document;
}
