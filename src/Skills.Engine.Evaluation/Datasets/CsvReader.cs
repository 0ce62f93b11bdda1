using System.Text;

namespace Skills.Engine.Evaluation.Datasets;

/// <summary>Reads comma-separated values as RFC 4180 has them: quotes around fields, doubled within them, line breaks inside quotes.</summary>
internal sealed class CsvReader(string file, string text, SkillDatasetOptions options)
{
    private int _at = text.StartsWith('\uFEFF') ? 1 : 0;
    private int _line = 1;

    /// <summary>Reads the rows with the line each begins in. Empty lines are left out.</summary>
    public IEnumerable<(IReadOnlyList<string> Fields, int Line)> Rows()
    {
        while (_at < text.Length)
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
        var fields = new List<string>();
        while (true)
        {
            fields.Add(_at < text.Length && text[_at] == '"' ? Quoted() : Plain());
            if (fields.Count > options.MaxColumns)
            {
                throw new SkillDatasetException($"{file}:{_line}: the row has more than MaxColumns ({options.MaxColumns}) columns.");
            }

            if (_at >= text.Length || text[_at] != ',')
            {
                EndRow();
                return fields;
            }

            _at++;
        }
    }

    private void EndRow()
    {
        if (_at < text.Length && text[_at] == '\r')
        {
            _at++;
        }

        if (_at < text.Length && text[_at] == '\n')
        {
            _at++;
        }

        _line++;
    }

    private string Plain()
    {
        var length = text.AsSpan(_at).IndexOfAny(',', '\r', '\n');
        length = length < 0 ? text.Length - _at : length;
        Check(length);
        var field = text.Substring(_at, length);
        _at += length;
        return field;
    }

    private string Quoted()
    {
        var (field, began) = (new StringBuilder(), _line);
        for (_at++; _at < text.Length; _at++)
        {
            if (text[_at] != '"')
            {
                _line += text[_at] == '\n' ? 1 : 0;
                field.Append(text[_at]);
                Check(field.Length);
            }
            else if (_at + 1 < text.Length && text[_at + 1] == '"')
            {
                field.Append('"');
                _at++;
            }
            else
            {
                _at++;
                return _at >= text.Length || text[_at] is ',' or '\r' or '\n'
                    ? field.ToString()
                    : throw new SkillDatasetException($"{file}:{_line}: only a comma or the end of the line may follow a closing quote. Double the quotes within a field.");
            }
        }

        throw new SkillDatasetException($"{file}:{began}: the quote that begins a field in this line is never closed.");
    }

    private void Check(int length)
    {
        if (length > options.MaxLength)
        {
            throw new SkillDatasetException($"{file}:{_line}: a field has more than MaxLength ({options.MaxLength}) characters.");
        }
    }
}
