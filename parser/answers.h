/*
 * Answers: what somebody writes in reply to numbered questions, "2: 1234567", "3) kl 18 til 21", "ja". What
 * was asked is not known here: every answer is given with all that its text can mean, read as forms are read,
 * and whoever asked takes what fits. Nothing is guessed: a text that may mean two things of a kind means
 * neither.
 */
#pragma once

#include <jansson.h>

/* The contract's `answers` in the sender's own words (quotes and signature are gone already); NULL is no
 * words. Without any number the whole text is one answer; beside numbered ones, other words are answers
 * without a number. A new reference to an array. */
json_t *answers_read(const char *text);
