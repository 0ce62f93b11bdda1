using System.Text;

namespace Skills.Json.Csv;

/// <summary>Reads comma-separated values as RFC 4180 has them: quotes around fields, doubled within them, line breaks inside quotes. One row at a time.</summary>
/// <param name="reader">The text, without a byte order mark.</param>
/// <param name="maxField">Most characters of a field.</param>
/// <param name="maxRow">Most characters of a row.</param>
/// <param name="maxColumns">Most fields of a row.</param>
internal sealed class CsvReader(TextReader reader, int maxField, int maxRow, int maxColumns)
{
    private int _line = 1;

    /// <summary>Reads the rows with the line each begins in. Empty lines are left out.</summary>
    /// <exception cref="CsvException">The text is no CSV or passes a limit.</exception>
    public IEnumerable<(IReadOnlyList<string> Fields, int Line)> Rows()
    {
        while (reader.Peek() >= 0)
        {
            var line = _line;
            var fields = Row();
            if (fields is not [""])
            {
                yield return (fields, line);
            }
        }
    }

    private List<string> Row()
    {
        var (fields, length) = (new List<string>(), 0);
        while (true)
        {
            var field = reader.Peek() == '"' ? Quoted() : Plain();
            fields.Add(field);
            length += field.Length;
            if (fields.Count > maxColumns)
            {
                throw new CsvException(CsvFault.TooManyColumns, _line);
            }

            if (length > maxRow)
            {
                throw new CsvException(CsvFault.RowTooLong, _line);
            }

            if (reader.Peek() != ',')
            {
                EndRow();
                return fields;
            }

            reader.Read();
        }
    }

    private void EndRow()
    {
        if (reader.Peek() == '\r')
        {
            reader.Read();
        }

        if (reader.Peek() == '\n')
        {
            reader.Read();
        }

        _line++;
    }

    private string Plain()
    {
        var field = new StringBuilder();
        while (reader.Peek() is >= 0 and not (',' or '\r' or '\n'))
        {
            Add(field, (char)reader.Read());
        }

        return field.ToString();
    }

    private string Quoted()
    {
        var (field, began) = (new StringBuilder(), _line);
        reader.Read();
        while (true)
        {
            var c = reader.Read();
            if (c < 0)
            {
                throw new CsvException(CsvFault.NotClosed, began);
            }

            if (c != '"')
            {
                _line += c == '\n' ? 1 : 0;
                Add(field, (char)c);
            }
            else if (reader.Peek() == '"')
            {
                Add(field, (char)reader.Read());
            }
            else
            {
                return reader.Peek() is < 0 or ',' or '\r' or '\n' ? field.ToString() : throw new CsvException(CsvFault.TextAfterQuote, _line);
            }
        }
    }

    private void Add(StringBuilder field, char c)
    {
        if (field.Length >= maxField)
        {
            throw new CsvException(CsvFault.FieldTooLong, _line);
        }

        field.Append(c);
    }
}
