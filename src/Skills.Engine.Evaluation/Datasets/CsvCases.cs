using System.Text.Json;
using Skills.Json.Csv;

namespace Skills.Engine.Evaluation.Datasets;

/// <summary>
/// Makes cases from rows. A column is an input by its name. <c>count:json</c> reads its fields as JSON, <c>expect:$.queue</c> expects
/// that value there, <c>:name</c> and <c>:tags</c> are the case's own. An empty field gives nothing.
/// </summary>
internal static class CsvCases
{
    private const string Expect = "expect:";

    public static IReadOnlyList<SkillTestCase> Read(string file, string text, SkillDatasetOptions options)
    {
        IReadOnlyList<string>? header = null;
        var cases = new List<SkillTestCase>();
        foreach (var (fields, line) in Rows(file, text, options))
        {
            if (header is null)
            {
                header = Header(file, fields);
                continue;
            }

            if (fields.Count != header.Count)
            {
                throw new SkillDatasetException($"{file}:{line}: the row has {fields.Count} columns, the header {header.Count}.");
            }

            cases.Add(cases.Count < options.MaxCases
                ? Case(file, line, header, fields)
                : throw new SkillDatasetException($"{file}:{line}: the file has more than MaxCases ({options.MaxCases}) rows."));
        }

        return UniqueNames.Check(file, cases);
    }

    private static IEnumerable<(IReadOnlyList<string> Fields, int Line)> Rows(string file, string text, SkillDatasetOptions options)
    {
        using var reader = new StringReader(text.TrimStart('\uFEFF'));
        using var rows = new CsvReader(reader, options.MaxLength, int.MaxValue, options.MaxColumns).Rows().GetEnumerator();
        while (Next(file, rows, options))
        {
            yield return rows.Current;
        }
    }

    private static bool Next(string file, IEnumerator<(IReadOnlyList<string> Fields, int Line)> rows, SkillDatasetOptions options)
    {
        try
        {
            return rows.MoveNext();
        }
        catch (CsvException e)
        {
            var sentence = e.Fault switch
            {
                CsvFault.TooManyColumns => $"the row has more than MaxColumns ({options.MaxColumns}) columns.",
                CsvFault.NotClosed => "the quote that begins a field in this line is never closed.",
                CsvFault.TextAfterQuote => "only a comma or the end of the line may follow a closing quote. Double the quotes within a field.",
                _ => $"a field has more than MaxLength ({options.MaxLength}) characters.",
            };
            throw new SkillDatasetException($"{file}:{e.Line}: {sentence}", e);
        }
    }

    private static IReadOnlyList<string> Header(string file, IReadOnlyList<string> names) =>
        names.GroupBy(static n => n, StringComparer.Ordinal).FirstOrDefault(static g => g.Count() > 1 || g.Key.Length == 0) is { } wrong
            ? throw new SkillDatasetException($"{file}:1: {(wrong.Key.Length == 0 ? "a column has no name" : $"two columns are called '{wrong.Key}'")}.")
            : names;

    private static SkillTestCase Case(string file, int line, IReadOnlyList<string> header, IReadOnlyList<string> fields)
    {
        var (input, expect) = (new MemoryStream(), new List<JsonElement>());
        var (name, tags) = (FormattableString.Invariant($"row {line}"), Array.Empty<string>());
        using (var writer = new Utf8JsonWriter(input))
        {
            writer.WriteStartObject();
            foreach (var (column, field) in header.Zip(fields).Where(static p => p.Second.Length > 0))
            {
                if (column == ":name")
                {
                    name = field;
                }
                else if (column == ":tags")
                {
                    tags = field.Split(' ', ',', ';').Where(static t => t.Length > 0).ToArray();
                }
                else if (column.StartsWith(Expect, StringComparison.Ordinal))
                {
                    expect.Add(Expectation(column[Expect.Length..], field, file, line));
                }
                else
                {
                    Write(writer, column, field, file, line);
                }
            }

            writer.WriteEndObject();
        }

        return new()
        {
            Name = name,
            Input = JsonElement.Parse(input.GetBuffer().AsSpan(0, (int)input.Length)),
            Tags = tags,
            Expect = expect,
            ExpectLines = [.. expect.Select(_ => line)],
            File = file,
            Line = line,
        };
    }

    private static JsonElement Expectation(string path, string field, string file, int line)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("path", path.EndsWith(":json", StringComparison.Ordinal) ? path[..^5] : path);
            Write(writer, path.EndsWith(":json", StringComparison.Ordinal) ? "equals:json" : "equals", field, file, line);
            writer.WriteEndObject();
        }

        return JsonElement.Parse(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    private static void Write(Utf8JsonWriter writer, string column, string field, string file, int line)
    {
        if (!column.EndsWith(":json", StringComparison.Ordinal))
        {
            writer.WriteString(column, field);
            return;
        }

        try
        {
            writer.WritePropertyName(column[..^5]);
            JsonElement.Parse(field).WriteTo(writer);
        }
        catch (JsonException e)
        {
            throw new SkillDatasetException($"{file}:{line}: the field of column '{column}' is not valid JSON.", e);
        }
    }
}
