/*
 * presens doctor: whether everything that the service needs is there and works, said in words.
 */
#pragma once

int doctor_command(int argc, char **argv);
