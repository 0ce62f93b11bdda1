using System.Text.Json;

namespace Skills.Engine.Evaluation.Datasets;

/// <summary>Reads <c>evals/evals.json</c> of an Agent Skill: prompts, the output that is expected, and assertions in words, which become criteria of a judge.</summary>
internal static class AgentSkillEvals
{
    public static IReadOnlyList<SkillTestCase> Read(string file, string text, SkillDatasetOptions options)
    {
        JsonElement root;
        try
        {
            root = JsonElement.Parse(text);
        }
        catch (JsonException e)
        {
            throw new SkillDatasetException($"{file}:{e.LineNumber + 1}: the file is not valid JSON.", e);
        }

        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("evals", out var evals) || evals.ValueKind != JsonValueKind.Array)
        {
            throw new SkillDatasetException($"{file}: a list 'evals' is expected, as in the evals of an Agent Skill.");
        }

        return evals.GetArrayLength() <= options.MaxCases
            ? UniqueNames.Check(file, [.. evals.EnumerateArray().Select((e, i) => Case(e, file, i + 1))])
            : throw new SkillDatasetException($"{file}: the file has more than MaxCases ({options.MaxCases}) evals.");
    }

    private static SkillTestCase Case(JsonElement eval, string file, int number)
    {
        if (eval.ValueKind != JsonValueKind.Object || Text(eval, "prompt") is not { } prompt)
        {
            throw new SkillDatasetException($"{file}: eval {number} has no text 'prompt'.");
        }

        if (eval.TryGetProperty("files", out var files) && files.ValueKind == JsonValueKind.Array && files.GetArrayLength() > 0)
        {
            return new() { Name = NameOf(eval, number), Input = Input(prompt), File = file, Skip = "the eval needs files, which a prompt cannot carry" };
        }

        return new()
        {
            Name = NameOf(eval, number),
            Input = Input(prompt),
            File = file,
            Expect = [JsonElement.Parse("""{"status":"success"}"""), .. Criteria(eval).Select(Judge)],
        };
    }

    private static string NameOf(JsonElement eval, int number) => eval.TryGetProperty("id", out var id) && id.ValueKind is JsonValueKind.String or JsonValueKind.Number
        ? $"eval {id}"
        : FormattableString.Invariant($"eval number {number}");

    private static IEnumerable<string> Criteria(JsonElement eval)
    {
        if (Text(eval, "expected_output") is { Length: > 0 } expected)
        {
            yield return $"The answer is, in substance: {expected}";
        }

        if (eval.TryGetProperty("assertions", out var assertions) && assertions.ValueKind == JsonValueKind.Array)
        {
            foreach (var assertion in assertions.EnumerateArray().Where(static a => a.ValueKind == JsonValueKind.String))
            {
                yield return assertion.GetString()!;
            }
        }
    }

    // Imported Agent Skills take their request under this name.
    private static JsonElement Input(string prompt) => One("request", prompt);

    private static JsonElement Judge(string criterion) => One("judge", criterion);

    private static JsonElement One(string name, string value)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString(name, value);
            writer.WriteEndObject();
        }

        return JsonElement.Parse(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    private static string? Text(JsonElement value, string name) =>
        value.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
