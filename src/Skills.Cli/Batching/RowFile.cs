using System.Text.Json;
using Skills.Cli.Shell;
using Skills.Engine;
using Skills.Json.Csv;
using Skills.JsonSchema;

namespace Skills.Cli.Batching;

/// <summary>Reads rows of inputs from a file, one at a time.</summary>
internal static class RowFile
{
    private const int MostCells = 10_000;

    /// <summary>Opens a file.</summary>
    /// <param name="path">A <c>.jsonl</c> or <c>.csv</c> file.</param>
    /// <param name="skill">Its input schema says which cells are JSON.</param>
    /// <param name="maxBytes">Most characters of a row.</param>
    public static IEnumerable<Row> Open(string path, Skill skill, int maxBytes)
    {
        if (!File.Exists(path))
        {
            throw new CliException(ExitCode.Usage, $"The file '{Path.GetFileName(path)}' does not exist.");
        }

        return Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".JSONL" or ".NDJSON" => JsonLines(path, maxBytes),
            ".CSV" => Csv(path, skill, maxBytes),
            var other => throw new CliException(ExitCode.Usage, $"'{other}' files are not read. Use JSON Lines (.jsonl) or CSV with a header (.csv)."),
        };
    }

    private static IEnumerable<Row> JsonLines(string path, int maxBytes)
    {
        var number = 0;
        foreach (var line in File.ReadLines(path).Where(static l => !string.IsNullOrWhiteSpace(l)))
        {
            number++;
            if (line.Length > maxBytes)
            {
                throw new CliException(ExitCode.Unreadable, $"Row {number} of '{Path.GetFileName(path)}' is longer than {maxBytes} characters. Raise SkillsEngine:MaxInputBytes.");
            }

            yield return new(number, Parse(line, path, number));
        }
    }

    private static IEnumerable<Row> Csv(string path, Skill skill, int maxBytes)
    {
        var schema = skill.InputSchema is { } declared ? SchemaView.Of(declared) : null;
        using var text = new StreamReader(path);
        using var rows = new CsvReader(text, maxBytes, maxBytes, MostCells).Rows().GetEnumerator();
        if (!Next(rows, maxBytes))
        {
            yield break;
        }

        var header = rows.Current.Fields;
        for (var number = 1; Next(rows, maxBytes); number++)
        {
            var cells = rows.Current.Fields;
            if (cells.Count != header.Count)
            {
                throw new CliException(ExitCode.Unreadable, $"Row {number} of '{Path.GetFileName(path)}' has {cells.Count} cells, and the header has {header.Count}.");
            }

            yield return new(number, ObjectOf(header, cells, schema));
        }
    }

    private static bool Next(IEnumerator<(IReadOnlyList<string> Fields, int Line)> rows, int maxBytes)
    {
        try
        {
            return rows.MoveNext();
        }
        catch (CsvException e)
        {
            throw new CliException(ExitCode.Unreadable, e.Fault switch
            {
                CsvFault.NotClosed => "A quoted cell of the CSV file is not closed.",
                CsvFault.TextAfterQuote => "A quoted cell of the CSV file goes on after its closing quote. Write a quote within a cell twice.",
                CsvFault.FieldTooLong => $"A cell of the CSV file has more than {maxBytes} characters.",
                _ => $"A record of the CSV file has more than {maxBytes} characters or {MostCells} cells.",
            });
        }
    }

    // A cell is text where the schema takes text, and JSON elsewhere. An empty cell is an input that was not given.
    private static JsonElement ObjectOf(IReadOnlyList<string> header, IReadOnlyList<string> cells, SchemaView? schema)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            for (var i = 0; i < header.Count; i++)
            {
                if (cells[i].Length == 0)
                {
                    continue;
                }

                writer.WritePropertyName(header[i]);
                var types = schema?.Property(header[i])?.Types ?? JsonSchemaTypes.String;
                if ((types & JsonSchemaTypes.String) == 0 && Json(cells[i]) is { } value)
                {
                    value.WriteTo(writer);
                }
                else
                {
                    writer.WriteStringValue(cells[i]);
                }
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(stream.ToArray());
    }

    private static JsonElement Parse(string line, string path, int number) => Json(line) is { ValueKind: JsonValueKind.Object } inputs
        ? inputs
        : throw new CliException(ExitCode.Unreadable, $"Row {number} of '{Path.GetFileName(path)}' is not a JSON object.");

    private static JsonElement? Json(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
