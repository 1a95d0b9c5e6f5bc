"""Casework: child-protection case management, one package a feature, on floors.

A package imports only from lower floors; neighbours (|) do not see each other.

    cli                                                                            12
    web                                                                            11
    dossier | reports | home | oversight | roster                                  10
    counting                                                                        9
    visits                                                                          8
    needs                                                                           7
    children                                                                        6
    people | sheets | practice                                                      5
    accounts                                                                        4
    audit | regions                                                                 3
    db | ui                                                                         2
    crypto | errors | clock | labels | identifiers                                  1
"""
