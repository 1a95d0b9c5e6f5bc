"""Photos and PDFs about a child: checked, drawn anew, sealed as streams, shown to who may see her.

``actions.receive`` and ``actions.add`` take files in, ``queries.of_subject`` finds them, the macro
``files`` of ``attachments/_macros.html`` shows them on any page. Packages above name what a file
belongs to by a ``SubjectKind`` and a plain id.
"""
