using System.Text.Json;

namespace Skills.Engine.Evaluation.Datasets;

/// <summary>Makes a case from a JSON object. With a member <c>input</c> the object is a case; without, it is the input itself.</summary>
internal static class CaseObject
{
    public static SkillTestCase Read(JsonElement value, string file, int line, string name)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw new SkillDatasetException($"{file}:{line}: a case must be an object.");
        }

        if (!value.TryGetProperty("input", out var input))
        {
            return new() { Name = name, Input = value, File = file, Line = line };
        }

        return new()
        {
            Name = Text(value, "name") ?? name,
            Input = input,
            Expect = [.. Items(value, "expect")],
            ExpectLines = [.. Items(value, "expect").Select(_ => line)],
            Respond = [.. Items(value, "respond").Select(static r => r.ValueKind == JsonValueKind.String ? r.GetString()! : r.GetRawText())],
            Tags = [.. Items(value, "tags").Where(static t => t.ValueKind == JsonValueKind.String).Select(static t => t.GetString()!)],
            Variant = Text(value, "variant"),
            Repeat = value.TryGetProperty("repeat", out var repeat) && repeat.TryGetInt32(out var count) && count >= 1 ? count : 1,
            Skip = Text(value, "skip"),
            File = file,
            Line = line,
        };
    }

    private static string? Text(JsonElement value, string name) =>
        value.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static List<JsonElement> Items(JsonElement value, string name) => value.TryGetProperty(name, out var list)
        ? list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [list]
        : [];
}
