/*
 * Template nodes: what a template is once it is parsed. Inside template*.c only.
 */
#pragma once

#include "notify/template.h"

enum { MAX_NESTING = 32 };

enum node_kind { NODE_TEXT, NODE_VALUE, NODE_SECTION, NODE_INVERTED, NODE_PARTIAL };

struct node {
    enum node_kind kind;
    char *text; /* the literal text, or the name in the tag */
    guint line;
    GPtrArray *children; /* of struct node *; sections only */
};

struct template
{
    char *name, *origin; /* what people call it in messages */
    bool html;
    GPtrArray *nodes;
};

struct templates {
    GHashTable *by_name; /* char * -> struct template * */
};
