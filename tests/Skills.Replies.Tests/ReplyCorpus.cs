using System.Text.Json;

namespace Skills.Replies;

/// <summary>One case of <c>suites/llm-replies</c>.</summary>
public sealed record ReplyCase(string Id, string Source, string Name, string Mode, JsonElement Raw, JsonElement? Schema, JsonElement? Expected, bool ExpectError, bool Debatable)
{
    public string Text => Raw.ValueKind == JsonValueKind.String ? Raw.GetString()! : Raw.GetRawText();
}

/// <summary>Reads the cases, and compares as their README says.</summary>
internal static class ReplyCorpus
{
    public static IReadOnlyList<ReplyCase> Load(string path) => [.. File.ReadLines(path).Where(static l => l.Length > 0).Select(static l => Parse(JsonElement.Parse(l)))];

    private static ReplyCase Parse(JsonElement c) => new(
        c.GetProperty("id").ToString(),
        c.GetProperty("source").GetString()!,
        c.GetProperty("name").GetString()!,
        c.GetProperty("mode").GetString()!,
        c.GetProperty("raw").Clone(),
        c.TryGetProperty("schema", out var schema) && schema.ValueKind is JsonValueKind.Object ? schema : null,
        c.TryGetProperty("expected", out var expected) ? expected : null,
        c.TryGetProperty("expect_error", out var error) && error.ValueKind != JsonValueKind.False,
        c.GetProperty("debatable").GetBoolean());

    /// <summary>Deep equality; order of members ignored, 1 equals 1.0, a null member equals an absent one; a checked value equals the value itself.</summary>
    public static bool Same(JsonElement expected, JsonElement actual)
    {
        if (expected.ValueKind == JsonValueKind.Object && actual.ValueKind == JsonValueKind.Object)
        {
            if (IsChecked(expected) && !IsChecked(actual))
            {
                return Same(expected.GetProperty("value"), actual);
            }

            var names = expected.EnumerateObject().Select(static p => p.Name).Union(actual.EnumerateObject().Select(static p => p.Name));
            return names.All(n => Same(Member(expected, n), Member(actual, n)));
        }

        if (IsChecked(expected))
        {
            return Same(expected.GetProperty("value"), actual);
        }

        if (expected.ValueKind == JsonValueKind.Array && actual.ValueKind == JsonValueKind.Array)
        {
            return expected.GetArrayLength() == actual.GetArrayLength() && expected.EnumerateArray().Zip(actual.EnumerateArray()).All(static p => Same(p.First, p.Second));
        }

        if (expected.ValueKind == JsonValueKind.Number && actual.ValueKind == JsonValueKind.Number)
        {
            return JsonElement.DeepEquals(expected, actual) || expected.GetDouble().Equals(actual.GetDouble());
        }

        return JsonElement.DeepEquals(expected, actual);
    }

    private static readonly JsonElement Null = JsonElement.Parse("null");

    private static JsonElement Member(JsonElement value, string name) => value.TryGetProperty(name, out var member) ? member : Null;

    private static bool IsChecked(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.GetPropertyCount() == 2 && value.TryGetProperty("value", out _) && value.TryGetProperty("checks", out _);
}
