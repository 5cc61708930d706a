/*
 * presens check [--store DB] FILE…: what would be decided about mails, one JSON object a line
 * (docs/contract.md).
 */
#pragma once

/* Gives the exit status. */
int check_command(int argc, char **argv);
