"""Forms as workbooks (XLSForm): read, mended, converted. For the county; laptops never import it.

``reading.read_authored(workbook)`` → ``Authored`` (``app/forms/checking``), mended and with row
numbers; ``conversion.convert(authored)`` → the XForm, by pyxform, imported only when called.
"""
