using System.Text.Json;

namespace Skills.Engine.Evaluation.Datasets;

/// <summary>Reads one case a line.</summary>
internal static class JsonLinesReader
{
    public static IReadOnlyList<SkillTestCase> Read(string file, string text, SkillDatasetOptions options)
    {
        var cases = new List<SkillTestCase>();
        foreach (var (value, line) in Values(file, text, options))
        {
            cases.Add(CaseObject.Read(value, file, line, FormattableString.Invariant($"row {line}")));
        }

        return UniqueNames.Check(file, cases);
    }

    /// <summary>Reads the value of each line that is not empty.</summary>
    public static IEnumerable<(JsonElement Value, int Line)> Values(string file, string text, SkillDatasetOptions options)
    {
        var (number, count) = (0, 0);
        foreach (var line in text.TrimStart('\uFEFF').Split('\n'))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            if (line.Length > options.MaxLength)
            {
                throw new SkillDatasetException($"{file}:{number}: the line has {line.Length} characters, more than MaxLength ({options.MaxLength}).");
            }

            if (++count > options.MaxCases)
            {
                throw new SkillDatasetException($"{file}:{number}: the file has more than MaxCases ({options.MaxCases}) lines.");
            }

            yield return (Parse(file, number, line), number);
        }
    }

    private static JsonElement Parse(string file, int number, string line)
    {
        try
        {
            return JsonElement.Parse(line);
        }
        catch (JsonException e)
        {
            throw new SkillDatasetException($"{file}:{number}: the line is not valid JSON (byte {e.BytePositionInLine}).", e);
        }
    }
}
